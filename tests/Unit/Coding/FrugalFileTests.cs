using Frugal.Coding;
using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Coding;

public sealed class FrugalFileTests
{
    private static readonly ReadLimits Small = new() { MaximumTensorBytes = 1 << 24, MaximumFileBytes = 1 << 24, MaximumItems = 100_000 };

    [Theory]
    [InlineData("lenet300100")]
    [InlineData("lenet300100_dns_sparse")]
    [InlineData("lenet5")]
    [InlineData("mlperf_resnet8_cifar10")]
    [InlineData("mlperf_ad01_autoencoder")]
    public void Published_networks_are_restored_bit_for_bit_and_shrink(string name)
    {
        string path = TestData.PathOf($"models/{name}.onnx");
        Network original = OnnxFile.Read(path);
        using var stream = new MemoryStream();
        SizeBreakdown sizes = FrugalFile.Write(original, stream);
        Network restored = FrugalFile.Read(new MemoryStream(stream.ToArray()));
        Assert.Equal(OnnxFile.ToBytes(original), OnnxFile.ToBytes(restored));
        Assert.Equal(stream.Length, sizes.TotalBytes);
        Assert.InRange(stream.Length, 1, new FileInfo(path).Length * 9 / 10);
    }

    [Fact]
    public void A_shared_sparse_network_costs_little_more_than_its_indices()
    {
        Network network = SharedLeNet(8);
        using var stream = new MemoryStream();
        SizeBreakdown sizes = FrugalFile.Write(network, stream);
        Assert.Equal(OnnxBytes(network), OnnxBytes(FrugalFile.Read(new MemoryStream(stream.ToArray()))));
        Assert.InRange(sizes.GraphBytes, 1, 200);
        Assert.InRange(sizes.TotalBytes, 1, 3600);
        Assert.Equal(sizes.TotalBytes, sizes.GraphBytes + sizes.ChecksumBytes + sizes.PositionBytes + sizes.ValueBytes + sizes.CodebookBytes + sizes.BiasBytes + sizes.OtherBytes);
        Assert.InRange(sizes.OtherBytes, 4, 24);
        Assert.True(sizes.PositionBytes > sizes.ValueBytes);
    }

    [Fact]
    public void Every_choice_of_coders_restores_the_same_network_and_the_smallest_is_smallest()
    {
        Network network = SharedLeNet(16);
        var lengths = new Dictionary<CoderChoice, long>();
        foreach (CoderChoice choice in Enum.GetValues<CoderChoice>())
        {
            using var stream = new MemoryStream();
            FrugalFile.Write(network, stream, choice);
            lengths[choice] = stream.Length;
            Assert.Equal(OnnxBytes(network), OnnxBytes(FrugalFile.Read(new MemoryStream(stream.ToArray()))));
        }
        Assert.True(lengths[CoderChoice.Smallest] < 0.9 * lengths[CoderChoice.HuffmanFiveBitIndex]);
        Assert.True(lengths[CoderChoice.Smallest] < 0.96 * lengths[CoderChoice.HuffmanBestIndex]);
        Assert.True(lengths[CoderChoice.HuffmanBestIndex] <= lengths[CoderChoice.HuffmanFiveBitIndex]);
        Assert.True(lengths[CoderChoice.HuffmanFiveBitIndex] < lengths[CoderChoice.Raw]);
    }

    [Fact]
    public void Writing_twice_gives_the_same_bytes() => Assert.Equal(SmallFile(), SmallFile());

    [Fact]
    public void The_primer_of_graphs_is_part_of_the_format()
    {
        Assert.Equal("E1D4A6D57585159E", Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(GraphPrimer.Bytes))[..16]);
    }

    [Fact]
    public void Tensors_of_every_type_and_texts_metadata_and_empty_tensors_survive()
    {
        Network network = EveryType();
        using var stream = new MemoryStream();
        FrugalFile.Write(network, stream);
        Network restored = FrugalFile.Read(new MemoryStream(stream.ToArray()));
        Assert.Equal(OnnxBytes(OnnxFile.Read(OnnxBytes(network))), OnnxBytes(restored));
        Assert.Equal("β", restored.Metadata["frugal.input"]);
    }

    [Fact]
    public void Every_truncation_and_trailing_bytes_are_refused_with_the_part_named()
    {
        byte[] file = SmallFile();
        for (int length = 0; length < file.Length; length++)
            Assert.Throws<InvalidModelException>(() => FrugalFile.Read(new MemoryStream(file, 0, length), Small));
        var error = Assert.Throws<InvalidModelException>(() => FrugalFile.Read(new MemoryStream([.. file, 0]), Small));
        Assert.Contains("part", error.Message);
        byte[] extended = WithExtraPart(file);
        Assert.Contains("parts", Assert.Throws<InvalidModelException>(() => FrugalFile.Read(new MemoryStream(extended), Small)).Message);
    }

    [Fact]
    public void Another_version_is_refused_with_advice()
    {
        byte[] file = SmallFile();
        file[3] = 9;
        var error = Assert.Throws<InvalidModelException>(() => FrugalFile.Read(new MemoryStream(file), Small));
        Assert.Contains("version 9", error.Message);
        Assert.Contains("no .frugal file", Assert.Throws<InvalidModelException>(() => FrugalFile.Read(new MemoryStream("PK.."u8.ToArray()), Small)).Message);
    }

    [Fact]
    public void Altered_bytes_never_pass_as_the_original()
    {
        byte[] file = SmallFile();
        var random = new RandomStream(41);
        for (int trial = 0; trial < 4000; trial++)
        {
            byte[] mutant = [.. file];
            for (int changes = 1 + random.NextInt32(3); changes > 0; changes--) mutant[random.NextInt32(file.Length)] ^= (byte)(1 << random.NextInt32(8));
            if (mutant.AsSpan().SequenceEqual(file)) continue;
            Assert.Throws<InvalidModelException>(() => FrugalFile.Read(new MemoryStream(mutant), Small));
        }
    }

    [Fact]
    public void Damage_behind_a_right_checksum_is_an_error_or_another_network_but_never_a_crash()
    {
        byte[] file = SmallFile();
        var random = new RandomStream(42);
        long before = GC.GetAllocatedBytesForCurrentThread(), most = 0;
        for (int trial = 0; trial < 2000; trial++)
        {
            byte[] mutant = WithChecksums(file, trial, content => Mutate(content, ref random));
            try { FrugalFile.Read(new MemoryStream(mutant), Small); }
            catch (Exception e) when (e is InvalidModelException or UnsupportedOperatorException) { }
            long after = GC.GetAllocatedBytesForCurrentThread();
            most = Math.Max(most, after - before);
            before = after;
        }
        Assert.True(most < 20L * Small.MaximumTensorBytes, $"{most:N0} bytes were allocated for one file");
    }

    [Fact]
    public void A_file_that_declares_more_than_the_limit_is_refused()
    {
        var network = new Network();
        Value input = network.Graph.AddInput("x", ElementType.Float32, new SymbolicShape(Dimension.Named("N"), 4));
        network.Graph.AddInitializer("large", DenseTensor.Zeros(ElementType.Float32, new Shape(600, 600)));
        network.Graph.AddOutput(network.Graph.AddNode(OperatorTable.Get(OperatorId.Onnx("Relu")), [input], ["y"]).Output);
        using var stream = new MemoryStream();
        FrugalFile.Write(network, stream, CoderChoice.Smallest);
        Assert.InRange(stream.Length, 1, 500);
        var error = Assert.Throws<InvalidModelException>(() => FrugalFile.Read(new MemoryStream(stream.ToArray()), Small with { MaximumTensorBytes = 1 << 20 }));
        Assert.Contains("allowed", error.Message);
    }

    private static byte[] Mutate(byte[] content, ref RandomStream random)
    {
        if (content.Length == 0) return content;
        switch (random.NextInt32(4))
        {
            case 0: return content[..random.NextInt32(content.Length)];
            case 1: return [.. content, (byte)random.NextInt32(256)];
            default:
                byte[] copy = [.. content];
                copy[random.NextInt32(copy.Length)] ^= (byte)(1 << random.NextInt32(8));
                return copy;
        }
    }

    /// <summary>Rewrites one part of a file, and all checksums from there on.</summary>
    private static byte[] WithChecksums(byte[] file, int part, Func<byte[], byte[]> change)
    {
        byte[] written = [];
        byte[][] contents = [.. FilePart.ReadAll(file, 4, out _).Select(r => file[r])];
        var result = new Wire().Raw(file.AsSpan(0, 4));
        for (int i = 0; i < contents.Length; i++) written = FilePart.Write(result, i == part % contents.Length ? change(contents[i]) : contents[i], written);
        return result.ToArray();
    }

    private static byte[] WithExtraPart(byte[] file)
    {
        var result = new Wire().Raw(file.AsSpan(0, 4));
        byte[] checksum = [];
        foreach (Range content in FilePart.ReadAll(file, 4, out _)) checksum = FilePart.Write(result, file[content], checksum);
        FilePart.Write(result, [0], checksum);
        return result.ToArray();
    }

    private static byte[] SmallFile()
    {
        using var stream = new MemoryStream();
        FrugalFile.Write(EveryType(), stream);
        return stream.ToArray();
    }

    private static byte[] OnnxBytes(Network network) => OnnxFile.ToBytes(network, new OnnxWriteOptions { AllowFrugalDomain = true });

    private static Network EveryType()
    {
        var network = new Network();
        Graph graph = network.Graph;
        network.Metadata["frugal.input"] = "β";
        var random = new RandomStream(43);
        var weights = new float[64 * 80];
        random.FillGaussian(weights);
        Value input = graph.AddInput("x", ElementType.Float32, new SymbolicShape(Dimension.Named("N"), 4));
        graph.AddInitializer("weights", DenseTensor.From([.. weights.Select(w => Math.Abs(w) < 1.5f ? 0 : MathF.Round(4 * w) / 4)], new Shape(64, 80)));
        graph.AddInitializer("bias", DenseTensor.From(weights[..20], new Shape(20)));
        graph.AddInitializer("indices", DenseTensor.From([.. weights.Take(5000).Select(w => (byte)Math.Clamp(8 + 3 * w, 0, 15))], new Shape(50, 100)));
        graph.AddInitializer("shape", DenseTensor.Vector(-1L, 784L));
        graph.AddInitializer("mask", DenseTensor.Vector(true, false, true));
        graph.AddInitializer("half", DenseTensor.Vector((Half)1.5f, (Half)(-2)));
        graph.AddInitializer("scalar", DenseTensor.Scalar(float.NaN));
        graph.AddInitializer("empty", DenseTensor.Zeros(ElementType.Float32, new Shape(0)));
        graph.AddInitializer("texts", DenseTensor.OfStrings(["a", "b"], new Shape(2)));
        graph.AddOutput(graph.AddNode(OperatorTable.Get(OperatorId.Onnx("Relu")), [input], ["y"]).Output);
        return network;
    }

    private static Network SharedLeNet(int k)
    {
        Network network = OnnxFile.Read(TestData.PathOf("models/lenet300100_dns_sparse.onnx"));
        Graph graph = network.Graph;
        network.Documentation = null;
        foreach (SparseLeNet.Layer layer in SparseLeNet.Layers(k))
        {
            Value weight = graph.Find(layer.Name)!;
            Value codebook = graph.AddInitializer(layer.Name + "/codebook", layer.Codebook), indices = graph.AddInitializer(layer.Name + "/indices", layer.Indices);
            Use use = weight.Uses.Single();
            Node lookup = graph.InsertNode(graph.PositionOf(use.Node), OperatorTable.Get(OperatorId.Frugal("Lookup")), [codebook, indices], [layer.Name + "/codebook/value"], NodeAttributes.Of(("fixed_zero", 1)));
            graph.SetInput(use.Node, use.Index, lookup.Output);
        }
        foreach (Value bias in graph.Initializers.Where(v => v.Name.EndsWith(".bias", StringComparison.Ordinal)).ToArray())
            graph.SetConstant(bias, DenseTensor.From([.. bias.Constant!.Span<float>().ToArray().Select(b => (float)(Half)(b == 0 ? 0 : b))], bias.Constant.Shape));
        graph.RemoveUnused();
        ShapeInference.Run(graph);
        return network;
    }
}
