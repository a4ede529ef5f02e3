using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Tensors;

public sealed class RandomStreamTests
{
    // Known answers published with the Random123 library (kat_vectors, philox4x32 10 rounds).
    [Theory]
    [InlineData(0UL, 0UL, 0UL, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(0xffffffffffffffffUL, 0xffffffffffffffffUL, 0xffffffffffffffffUL, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x299f31d0a4093822UL, 0x85a308d3243f6a88UL, 0x0370734413198a2eUL, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Philox_blocks_equal_the_published_vectors(ulong key, ulong counter, ulong high, uint e0, uint e1, uint e2, uint e3)
    {
        RandomStream.Block(key, counter, high, out uint x0, out uint x1, out uint x2, out uint x3);
        Assert.Equal([e0, e1, e2, e3], [x0, x1, x2, x3]);
    }

    [Fact]
    public void A_stream_continues_from_a_saved_position()
    {
        var stream = new RandomStream(42);
        for (int i = 0; i < 5; i++) stream.NextUInt32();
        var resumed = new RandomStream(42).At(stream.Position);
        Assert.Equal(stream.NextUInt32(), resumed.NextUInt32());
    }

    [Fact]
    public void Streams_split_by_different_names_differ_and_by_the_same_name_agree()
    {
        var root = new RandomStream(1);
        Assert.Equal(root.Split("a").NextUInt64(), root.Split("a").NextUInt64());
        Assert.NotEqual(root.Split("a").NextUInt64(), root.Split("b").NextUInt64());
        Assert.NotEqual(root.Split(1).NextUInt64(), root.Split(2).NextUInt64());
    }

    [Fact]
    public void Gaussians_have_mean_0_and_variance_1()
    {
        var stream = new RandomStream(7);
        double sum = 0, squares = 0;
        const int n = 100_000;
        for (int i = 0; i < n; i++)
        {
            double x = stream.NextGaussian();
            sum += x;
            squares += x * x;
        }
        Assert.InRange(sum / n, -0.015, 0.015);
        Assert.InRange(squares / n, 0.97, 1.03);
    }

    [Fact]
    public void Shuffle_is_a_permutation_and_every_position_is_reached()
    {
        var counts = new int[5];
        for (int seed = 0; seed < 5000; seed++)
        {
            int[] values = [0, 1, 2, 3, 4];
            new RandomStream((ulong)seed).Shuffle<int>(values);
            counts[Array.IndexOf(values, 0)]++;
            Assert.Equal([0, 1, 2, 3, 4], values.Order());
        }
        Assert.All(counts, c => Assert.InRange(c, 880, 1120));
    }
}
