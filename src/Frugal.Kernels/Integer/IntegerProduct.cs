using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Frugal.Kernels;

/// <summary>
/// Products of 8-bit matrices in exact int32. Zero points are subtracted while packing, so that 16-bit differences remain, two neighbours of the inner axis side by side: one
/// instruction (VPMADDWD) multiplies and adds both. All instruction sets give the same bits. Limited by that instruction: 16 multiply-accumulates each with AVX2.
/// </summary>
public static class IntegerProduct
{
    /// <summary>The columns of a panel of packed B.</summary>
    public const int PanelWidth = 16;

    private const int RowsTogether = 4;

    /// <summary>Half the inner extent, rounded up: the pairs of a packed row.</summary>
    public static int Pairs(int inner) => (inner + 1) / 2;

    /// <summary>The 16-bit elements of packed B of so many rows (the inner extent) and columns.</summary>
    public static int PackedLength(int inner, int columns) => checked(Pairs(inner) * 2 * Panels(columns) * PanelWidth);

    /// <summary>The panels of so many columns.</summary>
    public static int Panels(int columns) => (columns + PanelWidth - 1) / PanelWidth;

    /// <summary>Packs one row: its elements less the zero point, and a zero behind an odd number of them.</summary>
    /// <param name="row">The elements.</param>
    /// <param name="signed">Whether they are int8, else uint8.</param>
    /// <param name="zero">The zero point.</param>
    /// <param name="packed">2 · <see cref="Pairs"/> elements.</param>
    public static void PackRow(ReadOnlySpan<byte> row, bool signed, int zero, Span<short> packed)
    {
        Require.Length(packed.Length, 2 * Pairs(row.Length));
        for (int i = 0; i < row.Length; i++) packed[i] = (short)((signed ? (sbyte)row[i] : row[i]) - zero);
        if (row.Length % 2 == 1) packed[row.Length] = 0;
    }

    /// <summary>Where element (k, column) of packed B stands, for whoever packs B itself.</summary>
    public static int PackedIndex(int k, int column, int inner) =>
        (column / PanelWidth * Pairs(inner) + k / 2) * 2 * PanelWidth + column % PanelWidth * 2 + k % 2;

    /// <summary>Packs B [inner, columns], row-major, each column less its zero point (one for all, or one a column).</summary>
    public static void PackB(ReadOnlySpan<byte> b, bool signed, ReadOnlySpan<int> zeros, int inner, int columns, Span<short> packed)
    {
        Require.Length(b.Length, (long)inner * columns);
        Require.Length(packed.Length, PackedLength(inner, columns));
        packed.Clear();
        for (int k = 0; k < inner; k++)
        {
            for (int c = 0; c < columns; c++)
            {
                int value = signed ? (sbyte)b[k * columns + c] : b[k * columns + c];
                packed[PackedIndex(k, c, inner)] = (short)(value - zeros[zeros.Length == 1 ? 0 : c]);
            }
        }
    }

    /// <summary>C = A B for packed operands.</summary>
    /// <param name="a">Rows of 2 · <paramref name="pairs"/> elements.</param>
    /// <param name="b">Panels of packed B.</param>
    /// <param name="pairs">The pairs of a row.</param>
    /// <param name="c">Rows of <see cref="PanelWidth"/> elements for each panel of B: [rows, panels · width].</param>
    /// <param name="rows">The rows of A and C.</param>
    /// <param name="panels">The panels of B.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static void Multiply(ReadOnlySpan<short> a, ReadOnlySpan<short> b, int pairs, Span<int> c, int rows, int panels)
    {
        Require.Length(a.Length, (long)rows * pairs * 2);
        Require.Length(b.Length, (long)panels * pairs * 2 * PanelWidth);
        Require.Length(c.Length, (long)rows * panels * PanelWidth);
        InstructionSet set = InstructionSetScope.Active;
        int stride = panels * PanelWidth;
        for (int panel = 0; panel < panels; panel++)
        {
            for (int row = 0; row < rows; row += RowsTogether)
            {
                int count = Math.Min(RowsTogether, rows - row);
                ref int left = ref Unsafe.As<short, int>(ref Unsafe.Add(ref MemoryMarshal.GetReference(a), (nint)row * pairs * 2));
                ref int right = ref Unsafe.As<short, int>(ref Unsafe.Add(ref MemoryMarshal.GetReference(b), (nint)panel * pairs * 2 * PanelWidth));
                ref int target = ref Unsafe.Add(ref MemoryMarshal.GetReference(c), (nint)row * stride + panel * PanelWidth);
                if (Avx2.IsSupported && set >= InstructionSet.Avx2) WithAvx2(ref left, ref right, pairs, ref target, stride, count);
                else if (set >= InstructionSet.Vector128) WithVector128(ref left, ref right, pairs, ref target, stride, count);
                else OneByOne(ref left, ref right, pairs, ref target, stride, count);
            }
        }
    }

    // Rows beyond the last are computed as the last one again: no branch in the loop, and nothing is read outside.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WithAvx2(ref int a, ref int b, int pairs, ref int c, int stride, int count)
    {
        ref int a1 = ref Unsafe.Add(ref a, count > 1 ? pairs : 0), a2 = ref Unsafe.Add(ref a, count > 2 ? 2 * pairs : 0), a3 = ref Unsafe.Add(ref a, count > 3 ? 3 * pairs : 0);
        Vector256<int> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        for (nint p = 0; p < pairs; p++)
        {
            Vector256<short> b0 = Vector256.LoadUnsafe(ref b, (nuint)(p * PanelWidth)).AsInt16(), b1 = Vector256.LoadUnsafe(ref b, (nuint)(p * PanelWidth + 8)).AsInt16();
            Vector256<short> row = Vector256.Create(Unsafe.Add(ref a, p)).AsInt16();
            c00 += Avx2.MultiplyAddAdjacent(row, b0);
            c01 += Avx2.MultiplyAddAdjacent(row, b1);
            row = Vector256.Create(Unsafe.Add(ref a1, p)).AsInt16();
            c10 += Avx2.MultiplyAddAdjacent(row, b0);
            c11 += Avx2.MultiplyAddAdjacent(row, b1);
            row = Vector256.Create(Unsafe.Add(ref a2, p)).AsInt16();
            c20 += Avx2.MultiplyAddAdjacent(row, b0);
            c21 += Avx2.MultiplyAddAdjacent(row, b1);
            row = Vector256.Create(Unsafe.Add(ref a3, p)).AsInt16();
            c30 += Avx2.MultiplyAddAdjacent(row, b0);
            c31 += Avx2.MultiplyAddAdjacent(row, b1);
        }
        Store(ref c, c00, c01);
        if (count > 1) Store(ref Unsafe.Add(ref c, stride), c10, c11);
        if (count > 2) Store(ref Unsafe.Add(ref c, 2 * stride), c20, c21);
        if (count > 3) Store(ref Unsafe.Add(ref c, 3 * stride), c30, c31);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref int c, Vector256<int> first, Vector256<int> second)
    {
        first.StoreUnsafe(ref c);
        second.StoreUnsafe(ref c, 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WithVector128(ref int a, ref int b, int pairs, ref int c, int stride, int count)
    {
        for (int row = 0; row < count; row++)
        {
            ref int left = ref Unsafe.Add(ref a, (nint)row * pairs);
            Vector128<int> c0 = default, c1 = default, c2 = default, c3 = default;
            for (nint p = 0; p < pairs; p++)
            {
                Vector128<int> pair = Vector128.Create(Unsafe.Add(ref left, p));
                Vector128<int> low = Low(pair), high = pair >> 16;
                c0 += Both(low, high, Vector128.LoadUnsafe(ref b, (nuint)(p * PanelWidth)));
                c1 += Both(low, high, Vector128.LoadUnsafe(ref b, (nuint)(p * PanelWidth + 4)));
                c2 += Both(low, high, Vector128.LoadUnsafe(ref b, (nuint)(p * PanelWidth + 8)));
                c3 += Both(low, high, Vector128.LoadUnsafe(ref b, (nuint)(p * PanelWidth + 12)));
            }
            ref int target = ref Unsafe.Add(ref c, (nint)row * stride);
            c0.StoreUnsafe(ref target);
            c1.StoreUnsafe(ref target, 4);
            c2.StoreUnsafe(ref target, 8);
            c3.StoreUnsafe(ref target, 12);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Low(Vector128<int> pairs) => (pairs << 16) >> 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Both(Vector128<int> low, Vector128<int> high, Vector128<int> b) => low * Low(b) + high * (b >> 16);

    private static void OneByOne(ref int a, ref int b, int pairs, ref int c, int stride, int count)
    {
        for (int row = 0; row < count; row++)
        {
            for (int column = 0; column < PanelWidth; column++)
            {
                int sum = 0;
                for (int p = 0; p < pairs; p++)
                {
                    int left = Unsafe.Add(ref a, (nint)row * pairs + p), right = Unsafe.Add(ref b, (nint)p * PanelWidth + column);
                    sum += (short)left * (short)right + (left >> 16) * (right >> 16);
                }
                Unsafe.Add(ref c, (nint)row * stride + column) = sum;
            }
        }
    }
}
