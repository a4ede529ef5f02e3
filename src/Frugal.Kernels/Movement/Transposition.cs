using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Frugal.Kernels;

/// <summary>
/// The transpose of a matrix whose rows lie at any distance. Goes by blocks of 8×8, so that a cache line that is brought in is used up; four-byte elements on AVX2
/// go through registers. Limited by memory, or for small matrices by the 24 shuffles of a block.
/// </summary>
internal static class Transposition
{
    private const int Block = 8;

    /// <summary>y[c yStride + r] = x[r xStride + c].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Strided<T>(ref T x, nint xStride, ref T y, nint yStride, int rows, int columns) where T : unmanaged
    {
        bool registers = Unsafe.SizeOf<T>() == 4 && Avx.IsSupported && InstructionSetScope.Active >= InstructionSet.Avx2;
        // Columns outside: consecutive blocks then write to the same rows of y.
        for (int c = 0; c < columns; c += Block)
        {
            int width = Math.Min(Block, columns - c);
            for (int r = 0; r < rows; r += Block)
            {
                int height = Math.Min(Block, rows - r);
                ref T source = ref Unsafe.Add(ref x, r * xStride + c);
                ref T target = ref Unsafe.Add(ref y, c * yStride + r);
                if (registers && width == Block && height == Block)
                {
                    EightByEight(ref Unsafe.As<T, float>(ref source), xStride, ref Unsafe.As<T, float>(ref target), yStride);
                    continue;
                }
                for (int j = 0; j < width; j++)
                    for (int i = 0; i < height; i++) Unsafe.Add(ref target, j * yStride + i) = Unsafe.Add(ref source, i * xStride + j);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EightByEight(ref float x, nint xStride, ref float y, nint yStride)
    {
        // Rows i and i + 4 share a register, so that after two rounds of shuffles within halves each register is a column.
        Vector256<float> a = Halves(ref x, 0, xStride), b = Halves(ref x, xStride, xStride);
        Vector256<float> c = Halves(ref x, 2 * xStride, xStride), d = Halves(ref x, 3 * xStride, xStride);
        Columns(a, b, c, d, ref y, yStride);
        ref float right = ref Unsafe.Add(ref x, 4);
        a = Halves(ref right, 0, xStride);
        b = Halves(ref right, xStride, xStride);
        c = Halves(ref right, 2 * xStride, xStride);
        d = Halves(ref right, 3 * xStride, xStride);
        Columns(a, b, c, d, ref Unsafe.Add(ref y, 4 * yStride), yStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Halves(ref float x, nint at, nint xStride) =>
        Vector256.Create(Vector128.LoadUnsafe(ref Unsafe.Add(ref x, at)), Vector128.LoadUnsafe(ref Unsafe.Add(ref x, at + 4 * xStride)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Columns(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, ref float y, nint yStride)
    {
        Vector256<double> ab = Avx.UnpackLow(a, b).AsDouble(), cd = Avx.UnpackLow(c, d).AsDouble();
        Avx.UnpackLow(ab, cd).AsSingle().StoreUnsafe(ref y);
        Avx.UnpackHigh(ab, cd).AsSingle().StoreUnsafe(ref Unsafe.Add(ref y, yStride));
        ab = Avx.UnpackHigh(a, b).AsDouble();
        cd = Avx.UnpackHigh(c, d).AsDouble();
        Avx.UnpackLow(ab, cd).AsSingle().StoreUnsafe(ref Unsafe.Add(ref y, 2 * yStride));
        Avx.UnpackHigh(ab, cd).AsSingle().StoreUnsafe(ref Unsafe.Add(ref y, 3 * yStride));
    }
}
