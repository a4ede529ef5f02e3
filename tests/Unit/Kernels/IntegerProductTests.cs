using Frugal.Kernels;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Kernels;

/// <summary>Products of 8-bit matrices against the sum that defines them, on every instruction set.</summary>
public sealed class IntegerProductTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 17, 5)]
    [InlineData(4, 16, 8)]
    [InlineData(9, 33, 31)]
    [InlineData(6, 70, 257)]
    public void Every_instruction_set_gives_the_exact_sums(int rows, int columns, int inner)
    {
        foreach (bool aSigned in new[] { false, true })
        {
            foreach (bool bSigned in new[] { false, true })
            {
                byte[] a = Bytes(rows * inner, 1), b = Bytes(inner * columns, 2);
                int aZero = aSigned ? -128 : 255; // the largest differences: 255 in magnitude
                int[] bZeros = [.. Enumerable.Range(0, columns).Select(c => bSigned ? c % 256 - 128 : c % 256)];
                int[] expected = Definition(a, aSigned, aZero, b, bSigned, bZeros, rows, columns, inner);
                foreach (InstructionSet set in Variants.All)
                {
                    using (new InstructionSetScope(set)) Assert.Equal(expected, Product(a, aSigned, aZero, b, bSigned, bZeros, rows, columns, inner));
                }
            }
        }
    }

    private static int[] Product(byte[] a, bool aSigned, int aZero, byte[] b, bool bSigned, int[] bZeros, int rows, int columns, int inner)
    {
        int pairs = IntegerProduct.Pairs(inner), panels = IntegerProduct.Panels(columns), width = panels * IntegerProduct.PanelWidth;
        short[] left = new short[rows * pairs * 2], right = new short[IntegerProduct.PackedLength(inner, columns)];
        for (int r = 0; r < rows; r++) IntegerProduct.PackRow(a.AsSpan(r * inner, inner), aSigned, aZero, left.AsSpan(r * pairs * 2, pairs * 2));
        IntegerProduct.PackB(b, bSigned, bZeros, inner, columns, right);
        var sums = new int[rows * width];
        IntegerProduct.Multiply(left, right, pairs, sums, rows, panels);
        return [.. Enumerable.Range(0, rows * columns).Select(i => sums[i / columns * width + i % columns])];
    }

    private static int[] Definition(byte[] a, bool aSigned, int aZero, byte[] b, bool bSigned, int[] bZeros, int rows, int columns, int inner)
    {
        var sums = new int[rows * columns];
        for (int r = 0; r < rows; r++)
            for (int c = 0; c < columns; c++)
                for (int k = 0; k < inner; k++)
                    sums[r * columns + c] += (Value(a[r * inner + k], aSigned) - aZero) * (Value(b[k * columns + c], bSigned) - bZeros[c]);
        return sums;
    }

    private static int Value(byte value, bool signed) => signed ? (sbyte)value : value;

    private static byte[] Bytes(int count, ulong seed)
    {
        var random = new RandomStream(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (byte)random.NextInt32(256))];
    }
}
