using Frugal.Coding;
using Frugal.Graphs;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Coding;

public sealed class LeafCoderTests
{
    public static TheoryData<string> Cases => [.. Tensors().Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_coder_that_accepts_a_tensor_restores_it_bit_for_bit(string name)
    {
        DenseTensor tensor = Tensors().Single(t => t.Name == name).Tensor;
        int tried = 0;
        foreach (LeafCoder coder in LeafCoders.All.Append(HuffmanIndexCoder.BestWidth))
        {
            if (!coder.Accepts(tensor)) continue;
            tried++;
            var writer = new LeafWriter();
            coder.Encode(tensor, default, writer);
            byte[] part = writer.Finish();
            DenseTensor decoded = DenseTensor.Zeros(tensor.Type, tensor.Shape);
            decoded.Bytes.Fill(0xA5); // decoders must not rely on fresh memory
            if (tensor.Type is ElementType.Int4 or ElementType.UInt4 && tensor.Count % 2 == 1) decoded.Bytes[^1] = 0;
            var reader = new LeafReader(part);
            coder.Decode(ref reader, decoded);
            reader.Finish();
            Assert.True(tensor.Bytes.SequenceEqual(decoded.Bytes), coder.Name);
        }
        Assert.True(tried >= 1);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void No_tensor_grows_by_more_than_a_header(string name)
    {
        DenseTensor tensor = Tensors().Single(t => t.Name == name).Tensor;
        var writer = new LeafWriter();
        LeafCoders.Choose(tensor, default, CoderChoice.Smallest).Encode(tensor, default, writer);
        Assert.True(writer.Finish().Length <= tensor.ByteCount + 5);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.05)]
    [InlineData(0.01)]
    public void Independent_symbols_cost_little_more_than_their_entropy(double density)
    {
        var random = new RandomStream(21);
        var symbols = new byte[100_000];
        for (int i = 0; i < symbols.Length; i++)
            if (random.NextDouble() < density) symbols[i] = (byte)(1 + Math.Min(14, random.NextInt32(8) + random.NextInt32(8)));
        DenseTensor tensor = DenseTensor.From(symbols, new Shape(200, 500));
        double entropyBytes = SymbolStatistics.EntropyBits(SymbolStatistics.Counts(Array.ConvertAll(symbols, s => (int)s), 16)) / 8;
        Assert.InRange(CodingComparison.Of(tensor).Adaptive, entropyBytes * 0.99, entropyBytes * 1.02 + 64);
    }

    [Fact]
    public void Rows_and_columns_of_unlike_scale_cost_less_than_the_entropy_of_independent_symbols()
    {
        var random = new RandomStream(22);
        double[] columnScale = [.. Enumerable.Range(0, 784).Select(c => 0.15 + Math.Pow(Math.Sin(c * Math.PI / 784), 2))];
        var weights = new double[300 * 784];
        for (int r = 0; r < 300; r++)
        {
            double rowScale = Math.Exp(0.4 * random.NextGaussian());
            for (int c = 0; c < 784; c++) weights[r * 784 + c] = rowScale * columnScale[c] * Math.Log(1 - random.NextDouble()) * (random.NextInt32(2) * 2 - 1);
        }
        double threshold = weights.Select(Math.Abs).OrderDescending().ElementAt(weights.Length * 8 / 100);
        byte[] symbols = [.. weights.Select(w => (byte)(Math.Abs(w) < threshold ? 0 : (w < 0 ? 1 : 9) + Math.Min(7, (int)(2 * (Math.Abs(w) - threshold)))))];
        CodingComparison comparison = CodingComparison.Of(DenseTensor.From(symbols, new Shape(300, 784)), 0, 8);
        double entropyBytes = SymbolStatistics.EntropyBits(SymbolStatistics.Counts(Array.ConvertAll(symbols, s => (int)s), 17)) / 8;
        Assert.True(comparison.Adaptive < 0.95 * entropyBytes);
        Assert.True(comparison.Adaptive < 0.95 * comparison.HuffmanBestIndex);
        Assert.True(comparison.HuffmanBestIndex <= comparison.HuffmanFiveBitIndex);
    }

    [Fact]
    public void The_published_sparse_network_is_coded_a_quarter_smaller_than_by_Huffman_codes()
    {
        CodingComparison sum = CodingComparison.Sum(SparseLeNet.Layers(8).Select(l => CodingComparison.Of(l.Indices, 0, l.Negatives)));
        Assert.True(sum.Adaptive < 0.75 * sum.HuffmanBestIndex, sum.ToString());
        Assert.True(sum.Adaptive < 3300, sum.ToString());
    }

    [Fact]
    public void Ordered_codebooks_of_half_precision_cost_less_than_their_bits()
    {
        float[] codebook = [0, -0.75f, -0.5f, -0.3125f, -0.1875f, -0.125f, 0.09375f, 0.15625f, 0.25f, 0.4375f, 0.625f, 0.875f];
        var writer = new LeafWriter();
        LeafCoders.Choose(DenseTensor.Vector(codebook), default, CoderChoice.Smallest).Encode(DenseTensor.Vector(codebook), default, writer);
        Assert.InRange(writer.Finish().Length, 1, 2 * codebook.Length - 1);
    }

    [Fact]
    public void The_tables_of_the_mixer_are_the_same_everywhere()
    {
        // Files depend on every entry: another rounding on another machine would decode other weights.
        ulong hash = 0xCBF29CE484222325;
        for (int x = -Logistic.Limit; x <= Logistic.Limit; x++) hash = (hash ^ (uint)Logistic.Squash(x)) * 0x100000001B3;
        for (int p = 0; p < 65536; p++) hash = (hash ^ (uint)Logistic.Stretch(p)) * 0x100000001B3;
        Assert.Equal("97C954678C607569", hash.ToString("X16"));
    }

    [Fact]
    public void Squash_and_stretch_follow_the_logistic_function()
    {
        for (int x = -Logistic.Limit; x <= Logistic.Limit; x++)
            Assert.Equal(Math.Clamp(65536 / (1 + Math.Exp(-x / 256.0)), 1, 65535), Logistic.Squash(x), 0.51);
        for (int p = 16; p < 65520; p += 7)
            Assert.Equal(256 * Math.Log(p / (65536.0 - p)), Logistic.Stretch(p), 1.5 + 256 * (p is > 4096 and < 61440 ? 16 : 1) / (double)Math.Min(p, 65536 - p));
    }

    private static IEnumerable<(string Name, DenseTensor Tensor)> Tensors()
    {
        var random = new RandomStream(31);
        float[] gaussian = new float[600];
        random.FillGaussian(gaussian);
        float[] sparse = [.. gaussian.Select(g => Math.Abs(g) < 1.5f ? 0 : g)];
        float[] special = [float.NaN, BitConverter.UInt32BitsToSingle(0x7FC12345), BitConverter.UInt32BitsToSingle(0xFF800001), -0f, 0, float.Epsilon, -float.Epsilon, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue];
        byte[] indices = [.. gaussian.Select(g => (byte)(Math.Abs(g) < 1.2f ? 0 : 1 + (int)Math.Clamp(4 + 2 * g, 0, 7)))];
        yield return ("gaussian", DenseTensor.From(gaussian, new Shape(20, 30)));
        yield return ("sparse", DenseTensor.From(sparse, new Shape(6, 4, 5, 5)));
        yield return ("special", DenseTensor.Vector(special));
        yield return ("negative zeros", DenseTensor.From([.. gaussian.Select(g => g < 0 ? -0f : g > 1 ? g : 0f)], new Shape(600)));
        yield return ("constant", DenseTensor.From(Enumerable.Repeat(0.1f, 600).ToArray(), new Shape(600)));
        yield return ("few values", DenseTensor.From([.. gaussian.Select(g => MathF.Round(g))], new Shape(30, 20)));
        yield return ("scalar", DenseTensor.Scalar(3.25f));
        yield return ("empty", DenseTensor.Zeros(ElementType.Float32, new Shape(0, 3)));
        yield return ("empty integers", DenseTensor.Zeros(ElementType.Int64, new Shape(0)));
        yield return ("half", DenseTensor.From([.. gaussian.Select(g => (Half)g)], new Shape(600)));
        yield return ("bfloat16", DenseTensor.From([.. gaussian.Select(g => (BFloat16)g)], new Shape(600)));
        yield return ("double", DenseTensor.From([.. gaussian.Select(g => g * Math.PI)], new Shape(600)));
        yield return ("indices", DenseTensor.From(indices, new Shape(24, 25)));
        yield return ("kernel indices", DenseTensor.From(indices, new Shape(6, 4, 5, 5)));
        yield return ("dependent down columns", DenseTensor.From([.. Enumerable.Range(0, 3000).Select(i => (byte)(i / 30 % 10 == i % 30 / 3 ? 1 + i % 30 % 3 : 0))], new Shape(100, 30)));
        yield return ("dependent along rows", DenseTensor.From([.. Enumerable.Range(0, 3000).Select(i => (byte)((i * 7919 % 101 + i / 100) / 60 * (1 + i / 100 % 4)))], new Shape(30, 100)));
        yield return ("wide indices", DenseTensor.From([.. gaussian.Select(g => (ushort)Math.Clamp(1000 + 300 * g, 0, 2000))], new Shape(600)));
        yield return ("int8", DenseTensor.From([.. gaussian.Select(g => (sbyte)Math.Clamp(40 * g, -128, 127))], new Shape(20, 30)));
        yield return ("int32", DenseTensor.From([.. gaussian.Select(g => (int)(1e8 * g))], new Shape(600)));
        yield return ("int64 extremes", DenseTensor.Vector(long.MinValue, long.MaxValue, 0L, -1L, 1L));
        yield return ("uint64", DenseTensor.Vector(ulong.MaxValue, 0UL, 1UL));
        yield return ("shape", DenseTensor.Vector(-1L, 784L));
        yield return ("mask", DenseTensor.From([.. gaussian.Select(g => g > 1)], new Shape(20, 30)));
        yield return ("int4", TensorValues.FromLongs(ElementType.Int4, new Shape(599), [.. gaussian.Take(599).Select(g => (long)Math.Clamp(3 * g, -8, 7))]));
        yield return ("uint4", TensorValues.FromLongs(ElementType.UInt4, new Shape(3, 3), [0, 15, 7, 3, 3, 3, 1, 0, 9]));
    }
}
