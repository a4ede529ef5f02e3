using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Tensors;

public sealed class NpyTests
{
    private static byte[] File(string descr, string order, string shape, byte[] values, int version = 1)
    {
        byte[] dictionary = Encoding.UTF8.GetBytes($"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}\n");
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)dictionary.Length) : BitConverter.GetBytes(dictionary.Length);
        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. dictionary, .. values];
    }

    private static DenseTensor Read(byte[] file) => Npy.Read(new MemoryStream(file), file.Length, "test.npy");

    private static byte[] Written(DenseTensor tensor)
    {
        using var stream = new MemoryStream();
        Npy.Write(stream, tensor);
        return stream.ToArray();
    }

    public static TheoryData<ElementType> NumericTypes() =>
    [
        ElementType.Bool, ElementType.Int8, ElementType.UInt8, ElementType.Int16, ElementType.UInt16, ElementType.Int32, ElementType.UInt32,
        ElementType.Int64, ElementType.UInt64, ElementType.Float16, ElementType.Float32, ElementType.Float64,
    ];

    [Theory]
    [MemberData(nameof(NumericTypes))]
    public void Every_element_type_returns_from_a_file_unchanged(ElementType type)
    {
        foreach (Shape shape in new[] { Shape.Scalar, new Shape(0), new Shape(5), new Shape(2, 3, 4), new Shape(3, 0, 2) })
        {
            var tensor = DenseTensor.Zeros(type, shape);
            for (int i = 0; i < tensor.ByteCount; i++) tensor.Bytes[i] = (byte)(type == ElementType.Bool ? i % 2 : i * 37 + 11);
            byte[] file = Written(tensor);
            Assert.Equal(0, (file.Length - tensor.ByteCount) % 64);
            DenseTensor read = Read(file);
            Assert.Equal((type, shape), (read.Type, read.Shape));
            Assert.Equal(tensor.Bytes, read.Bytes);
        }
    }

    [Fact]
    public void The_bytes_written_are_those_that_numpy_writes()
    {
        // numpy.save of numpy.array([[1.5, -2]], dtype=float32), by the format's description: padded with spaces to a multiple of 64.
        byte[] header = Encoding.ASCII.GetBytes("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }".PadRight(117) + "\n");
        byte[] expected = [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. header, 0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0];
        Assert.Equal(expected, Written(DenseTensor.From([1.5f, -2f], new Shape(1, 2))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void All_three_versions_are_read(int version)
    {
        DenseTensor read = Read(File("'<i2'", "False", "(2,)", [1, 0, 255, 255], version));
        Assert.Equal([1, -1], read.Span<short>().ToArray());
    }

    [Fact]
    public void Big_endian_values_are_turned()
    {
        Assert.Equal([258, -2], Read(File("'>i4'", "False", "(2,)", [0, 0, 1, 2, 255, 255, 255, 254])).Span<int>());
        Assert.Equal([1.5], Read(File("'>f8'", "False", "()", [0x3F, 0xF8, 0, 0, 0, 0, 0, 0])).Span<double>());
    }

    [Fact]
    public void Fortran_order_becomes_C_order()
    {
        DenseTensor read = Read(File("'|u1'", "True", "(2, 3, 2)", [.. Enumerable.Range(0, 12).Select(i => (byte)i)]));
        for (int i = 0; i < 2; i++)
        {
            for (int j = 0; j < 3; j++)
            {
                for (int k = 0; k < 2; k++) Assert.Equal(i + 2 * j + 6 * k, read.Bytes[(i * 3 + j) * 2 + k]);
            }
        }
    }

    [Fact]
    public void Texts_are_read_and_written()
    {
        var texts = DenseTensor.OfStrings(["", "Straße", "😀!", "a"], new Shape(2, 2));
        DenseTensor read = Read(Written(texts));
        Assert.Equal(texts.Strings.ToArray(), read.Strings.ToArray());
        Assert.Equal(["ab", "c"], Read(File("'|S2'", "False", "(2,)", [.. "abc\0"u8])).Strings.ToArray());
    }

    [Theory]
    [InlineData("'|O'", "(2,)", "Python objects")]
    [InlineData("'<c8'", "(2,)", "'<c8' is not supported")]
    [InlineData("[('a', '<f4'), ('b', '<i4')]", "(2,)", "several fields")]
    [InlineData("'<f4'", "(2", "malformed")]
    [InlineData("'<f4'", "(-2,)", "the shape is (-2,)")]
    [InlineData("'<f4'", "(2147483647, 2147483647, 2147483647)", "the shape is")]
    [InlineData("'<f4'", "(1000000, 100)", "more than the file holds")]
    [InlineData("'<f4'", "(3,)", "more than the file holds")]
    public void What_is_no_plain_array_is_refused_before_memory_is_allocated(string descr, string shape, string message)
    {
        var error = Assert.Throws<InvalidDataException>(() => Read(File(descr, "False", shape, new byte[8])));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("test.npy: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Truncated_and_changed_files_are_refused_and_never_crash()
    {
        byte[] file = Written(DenseTensor.From(new double[20], new Shape(4, 5)));
        for (int length = 0; length < file.Length; length++) Assert.Throws<InvalidDataException>(() => Read(file[..length]));
        var random = new RandomStream(5);
        for (int trial = 0; trial < 2000; trial++)
        {
            byte[] mutant = [.. file];
            mutant[random.NextInt32(128)] = (byte)random.NextInt32(256);
            try
            {
                Read(mutant);
            }
            catch (InvalidDataException)
            {
                // refused, which is what a damaged file deserves
            }
        }
    }

    [Fact]
    public void Types_that_numpy_lacks_are_refused_on_writing() =>
        Assert.Contains("NumPy has no type for bfloat16", Assert.Throws<NotSupportedException>(() => Written(DenseTensor.Zeros(ElementType.BFloat16, new Shape(2)))).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void Archives_return_all_arrays_and_equal_arrays_give_equal_bytes(CompressionLevel level)
    {
        KeyValuePair<string, DenseTensor>[] arrays =
            [new("x", DenseTensor.From(new float[300], new Shape(3, 100))), new("names/of", DenseTensor.OfStrings(["a", "bc"], new Shape(2))), new("n", DenseTensor.Scalar(7L))];
        byte[] Save()
        {
            using var stream = new MemoryStream();
            Npz.Write(stream, arrays, level);
            return stream.ToArray();
        }
        byte[] file = Save();
        Assert.Equal(file, Save());
        IReadOnlyDictionary<string, DenseTensor> read = Npz.Read(new MemoryStream(file), "a.npz");
        Assert.Equal(["x", "names/of", "n"], read.Keys);
        Assert.Equal("float32[3,100]", read["x"].ToString());
        Assert.Equal(7, read["n"].Span<long>()[0]);
        for (int length = 1; length < file.Length; length += 31)
            Assert.Throws<InvalidDataException>(() => Npz.Read(new MemoryStream(file[..length]), "a.npz"));
    }

    [Fact]
    public void Published_reference_archives_have_their_arrays()
    {
        IReadOnlyDictionary<string, DenseTensor> lenet = Npz.Read(TestData.PathOf("models/lenet5.ref.npz"));
        Assert.Equal("[32,1,28,28]", lenet["input"].Shape.ToString());
        float[] expected = [-4.1724f, -0.7243f, 0.6719f, 3.6807f, -2.6275f, -3.0886f, -10.9407f, 14.9881f, -2.4623f, 2.2128f];
        for (int i = 0; i < 10; i++) Assert.Equal(expected[i], lenet["output"].Span<float>()[i], 6e-5f);
        Assert.Equal(640, Npz.Read(TestData.PathOf("models/mlperf_ad01_autoencoder.ref.npz"))["input"].Shape[1]);
    }

    [Fact]
    public void Numpy_reads_what_is_written_and_the_other_way_round()
    {
        using var folder = new Frugal.Tests.Data.TemporaryFolder();
        string ours = Path.Combine(folder.Path, "ours.npz"), theirs = Path.Combine(folder.Path, "theirs.npz");
        Npz.Write(ours, [new("x", DenseTensor.From([1f, 2f, 3f, 4f, 5f, 6f], new Shape(2, 3))), new("t", DenseTensor.OfStrings(["Straße"], new Shape(1)))]);
        string script = $"import numpy as n; d=n.load('{ours}'); assert d['x'].tolist()==[[1,2,3],[4,5,6]] and d['t'][0]=='Stra\\u00dfe'; "
            + $"n.savez_compressed('{theirs}', f=n.asfortranarray(d['x']), b=d['x'].astype('>f8'), h=d['x'].astype('f2'), s=n.array(['\\u00fc','xy']))";
        var start = new ProcessStartInfo("python3", ["-c", script]) { RedirectStandardError = true };
        using Process? python = TryStart(start);
        string errors = python?.StandardError.ReadToEnd() ?? "no python3";
        python?.WaitForExit();
        if (python is null || errors.Contains("No module named 'numpy'", StringComparison.Ordinal)) Assert.Skip("needs python3 with numpy");
        Assert.Equal(("", 0), (errors, python.ExitCode));
        IReadOnlyDictionary<string, DenseTensor> read = Npz.Read(theirs);
        Assert.Equal([1f, 2f, 3f, 4f, 5f, 6f], read["f"].Span<float>());
        Assert.Equal([1.0, 2, 3, 4, 5, 6], read["b"].Span<double>());
        Assert.Equal((Half)6, read["h"].Span<Half>()[5]);
        Assert.Equal(["ü", "xy"], read["s"].Strings.ToArray());
    }

    private static Process? TryStart(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
