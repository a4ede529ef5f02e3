using Frugal.Kernels;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Kernels;

public sealed class LookupTests
{
    private static byte[] Indices(int length, int entries)
    {
        var stream = new RandomStream(9);
        var indices = new byte[length];
        for (int i = 0; i < length; i++) indices[i] = (byte)stream.NextInt32(entries);
        return indices;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(256)]
    public void Every_index_is_replaced_by_its_entry(int entries)
    {
        float[] codebook = Variants.Gaussian(entries, 1);
        foreach (int length in Variants.Lengths)
        {
            byte[] indices = Indices(length, entries);
            ushort[] wide = [.. indices.Select(i => (ushort)i)];
            float[] expected = [.. indices.Select(i => codebook[i])];
            Assert.Equal(expected, Variants.SameOnAll(length, y => Lookup.Decode(codebook, indices, y)));
            Assert.Equal(expected, Variants.SameOnAll(length, y => Lookup.Decode(codebook, wide, y)));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(256)]
    public void The_gradient_of_an_entry_is_the_sum_over_its_group(int entries)
    {
        foreach (int length in Variants.Lengths)
        {
            byte[] indices = Indices(length, entries);
            float[] gradient = Variants.Gaussian(length, 2);
            double[] sums = new double[entries], wideSums = new double[entries], expected = new double[entries];
            sums[0] = wideSums[0] = expected[0] = 5; // sums are added to
            Lookup.GroupedSum(gradient, indices, sums);
            Lookup.GroupedSum(gradient, [.. indices.Select(i => (ushort)i)], wideSums);
            for (int i = 0; i < length; i++) expected[indices[i]] += gradient[i];
            for (int k = 0; k < entries; k++)
            {
                Assert.Equal(expected[k], sums[k], 1e-9);
                Assert.Equal(expected[k], wideSums[k], 1e-9);
            }
        }
    }

    [Fact]
    public void An_index_outside_of_the_codebook_is_refused_wherever_it_stands()
    {
        foreach (int length in new[] { 1, 31, 32, 33, 100 })
            for (int at = 0; at < length; at++)
            {
                byte[] indices = new byte[length];
                indices[at] = 16;
                Assert.Throws<ArgumentException>(() => Lookup.Decode(new float[16], indices, new float[length]));
                Assert.Throws<ArgumentException>(() => Lookup.GroupedSum(new float[length], indices, new double[16]));
                Assert.Throws<ArgumentException>(() => Lookup.Decode(new float[16], [.. indices.Select(i => (ushort)(i << 8))], new float[length]));
            }
    }
}
