using System.Runtime.InteropServices;
using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Graphs.Onnx;

public class OnnxTensorTests
{
    // What onnx.proto says about each type: which list holds it, and how the elements 1, 0, 5 look there.
    public static TheoryData<ElementType, int, long[]> IntegerLists => new()
    {
        { ElementType.Int32, 5, [1, 0, -5] },
        { ElementType.Int16, 5, [1, 0, -5] },
        { ElementType.Int8, 5, [1, 0, -5] },
        { ElementType.UInt16, 5, [1, 0, 65535] },
        { ElementType.UInt8, 5, [1, 0, 255] },
        { ElementType.Bool, 5, [1, 0, 1] },
        { ElementType.Int64, 7, [1, 0, long.MinValue] },
        { ElementType.UInt32, 11, [1, 0, uint.MaxValue] },
        { ElementType.UInt64, 11, [1, 0, -1] },
    };

    [Theory]
    [MemberData(nameof(IntegerLists))]
    public void Integer_lists_are_read_packed_and_unpacked(ElementType type, int field, long[] entries)
    {
        DenseTensor packed = Read(OnnxMessages.Tensor("t", type, [3], t => t.PackedInts(field, entries)));
        DenseTensor unpacked = Read(OnnxMessages.Tensor("t", type, [3], t => { foreach (long entry in entries) t.Int(field, entry); }));
        Assert.Equal(entries, packed.ToLongs());
        Assert.Equal(entries, unpacked.ToLongs());
    }

    [Theory]
    [InlineData(ElementType.Float16, 0x3C00, 0xC500, 1, -5)]
    [InlineData(ElementType.BFloat16, 0x3F80, 0xC0A0, 1, -5)]
    public void Half_precision_lists_hold_bit_patterns(ElementType type, long first, long second, double expectedFirst, double expectedSecond)
    {
        DenseTensor tensor = Read(OnnxMessages.Tensor("t", type, [2], t => t.PackedInts(TensorField.Int32Data, [first, second])));
        Assert.Equal([expectedFirst, expectedSecond], tensor.ToDoubles());
    }

    [Fact]
    public void Four_bit_lists_hold_two_elements_an_entry_the_first_in_the_low_half()
    {
        DenseTensor tensor = Read(OnnxMessages.Tensor("t", ElementType.Int4, [3], t => t.PackedInts(TensorField.Int32Data, [0x21, 0x0F])));
        Assert.Equal([1L, 2, -1], tensor.ToLongs());
    }

    [Fact]
    public void Floating_point_lists_are_read_packed_and_unpacked()
    {
        float[] floats = [1.5f, float.NaN, float.NegativeInfinity];
        Assert.Equal(floats, Read(OnnxMessages.Tensor("t", ElementType.Float32, [3], t => t.PackedFloats(TensorField.FloatData, floats))).Span<float>());
        Assert.Equal(floats, Read(OnnxMessages.Tensor("t", ElementType.Float32, [3], t => { foreach (float f in floats) t.Float(TensorField.FloatData, f); })).Span<float>());
        double[] doubles = [0.1, 1e300];
        Assert.Equal(doubles, Read(OnnxMessages.Tensor("t", ElementType.Float64, [2], t => t.Bytes(TensorField.DoubleData, MemoryMarshal.AsBytes<double>(doubles)))).Span<double>());
    }

    [Fact]
    public void Raw_data_are_right_at_any_alignment()
    {
        for (int length = 1; length <= 16; length++)
        {
            float[] values = [1, -2, 3];
            DenseTensor tensor = Read(OnnxMessages.Tensor(new string('t', length), ElementType.Float32, [3], t => t.Bytes(TensorField.RawData, MemoryMarshal.AsBytes<float>(values))));
            Assert.Equal(values, tensor.Span<float>());
        }
    }

    [Fact]
    public void Booleans_of_any_other_value_than_0_mean_true() =>
        Assert.Equal([true, false, true], Read(OnnxMessages.Tensor("t", ElementType.Bool, [3], t => t.Bytes(TensorField.RawData, [7, 0, 1]))).Span<bool>());

    [Theory]
    [InlineData(new long[] { 1L << 31 }, "an axis of 2147483648")]
    [InlineData(new long[] { -1 }, "an axis of -1")]
    [InlineData(new long[] { 1 << 30, 1 << 30, 1 << 30 }, "impossible shape")]
    [InlineData(new long[] { 1000, 1000 }, "needs 4000000")]
    public void Extents_are_checked_before_anything_is_allocated(long[] shape, string problem)
    {
        byte[] model = OnnxMessages.ModelOf(OnnxMessages.Tensor("t", ElementType.Float32, shape, t => t.Bytes(TensorField.RawData, [1, 2, 3, 4])));
        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<InvalidModelException>(() => OnnxFile.Read(model));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        Assert.Contains(problem, error.Message);
        Assert.Contains("'t'", error.Message);
    }

    [Fact]
    public void A_list_that_is_too_short_is_refused_before_its_tensor_is_allocated()
    {
        byte[] model = OnnxMessages.ModelOf(OnnxMessages.Tensor("t", ElementType.Int64, [100_000_000], t => t.PackedInts(TensorField.Int64Data, [1, 2])));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("holds 2 values", Assert.Throws<InvalidModelException>(() => OnnxFile.Read(model)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void Tensors_together_stay_within_the_limit()
    {
        byte[] model = OnnxMessages.ModelOf(OnnxMessages.Tensor("t", ElementType.Int64, [200], t => t.PackedInts(TensorField.Int64Data, new long[200])));
        Assert.Contains("1,000 bytes", Assert.Throws<InvalidModelException>(() => OnnxFile.Read(model, new ReadLimits { MaximumTensorBytes = 1000 })).Message);
        Assert.Equal(200, OnnxFile.Read(model, new ReadLimits { MaximumTensorBytes = 1600 }).Graph.Outputs[0].Constant!.Count);
    }

    [Fact]
    public void Element_types_that_Frugal_lacks_are_unsupported_not_invalid()
    {
        const ElementType float8 = (ElementType)17;
        byte[] model = OnnxMessages.ModelOf(OnnxMessages.Tensor("t", float8, [1], t => t.Bytes(TensorField.RawData, [1])));
        Assert.Contains("'t'", Assert.Throws<UnsupportedOperatorException>(() => OnnxFile.Read(model)).Message);
    }

    [Fact]
    public void A_tensor_file_gives_back_what_was_written()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("input_0.pb");
        DenseTensor tensor = DenseTensor.From([1f, 2, 3, 4, 5, 6], new Shape(2, 3));
        OnnxFile.WriteTensor(path, tensor, "x");
        var (name, read) = OnnxFile.ReadTensor(path);
        Assert.Equal("x", name);
        NetworkEquality.AssertEqual(tensor, read, "x");
    }

    private static DenseTensor Read(WireWriter tensor) => OnnxFile.Read(OnnxMessages.ModelOf(tensor, NameOf(tensor))).Graph.Outputs[0].Constant!;

    private static string NameOf(WireWriter tensor)
    {
        byte[] bytes = tensor.ToArray();
        var source = new OnnxSource(bytes, new ByteRange(0, bytes.Length), null, ReadLimits.Default);
        return TensorReader.Read(source, new ExternalData(source), source.All).Name;
    }
}
