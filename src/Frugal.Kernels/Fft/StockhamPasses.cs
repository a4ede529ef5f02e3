using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Frugal.Kernels;

/// <summary>
/// The Fourier transform of a power of two by self-sorting passes (Stockham 1966; in Van Loan 1992, "Computational Frameworks for the Fast Fourier Transform", section 1.7): a pass
/// of radix r over a sub-length n with stride s takes y[q + s (r p + k)] = w^(p k) Σ_j e^(−2πi jk/r) x[q + s (p + j n/r)]. The inner loop over q is contiguous; limited by
/// memory from the second-level cache on.
/// </summary>
internal sealed class StockhamPasses<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int length;
    private readonly T[] cosines, sines; // of 2πk/N

    public StockhamPasses(int length)
    {
        this.length = length;
        (cosines, sines) = (new T[length], new T[length]);
        for (int k = 0; k < length; k++)
        {
            (double sine, double cosine) = Angles.SinCos(k, length);
            (cosines[k], sines[k]) = (T.CreateTruncating(cosine), T.CreateTruncating(sine));
        }
    }

    /// <summary>Transforms in place with e^(−2πi nk/N); needs 2N elements of scratch.</summary>
    public void Forward(Span<T> real, Span<T> imaginary, Span<T> scratch)
    {
        Span<T> fromReal = real, fromImaginary = imaginary, toReal = scratch[..length], toImaginary = scratch.Slice(length, length);
        bool inScratch = false;
        for (int n = length, stride = 1; n > 1;)
        {
            int radix = n % 4 == 0 ? 4 : 2;
            if (radix == 4) Four(fromReal, fromImaginary, toReal, toImaginary, n, stride);
            else Two(fromReal, fromImaginary, toReal, toImaginary, n, stride);
            (n, stride) = (n / radix, stride * radix);
            Span<T> swap = fromReal;
            fromReal = toReal;
            toReal = swap;
            swap = fromImaginary;
            fromImaginary = toImaginary;
            toImaginary = swap;
            inScratch = !inScratch;
        }
        if (!inScratch) return;
        scratch[..length].CopyTo(real);
        scratch.Slice(length, length).CopyTo(imaginary);
    }

    // The last pass has n = 2: all its twiddle factors are 1.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two(ReadOnlySpan<T> xr, ReadOnlySpan<T> xi, Span<T> yr, Span<T> yi, int n, int stride)
    {
        System.Diagnostics.Debug.Assert(n == 2);
        ref T ar = ref MemoryMarshal.GetReference(xr), ai = ref MemoryMarshal.GetReference(xi), br = ref MemoryMarshal.GetReference(yr), bi = ref MemoryMarshal.GetReference(yi);
        for (nint q = 0; q < stride; q++)
        {
            T r0 = Unsafe.Add(ref ar, q), i0 = Unsafe.Add(ref ai, q), r1 = Unsafe.Add(ref ar, q + stride), i1 = Unsafe.Add(ref ai, q + stride);
            Unsafe.Add(ref br, q) = r0 + r1;
            Unsafe.Add(ref bi, q) = i0 + i1;
            Unsafe.Add(ref br, q + stride) = r0 - r1;
            Unsafe.Add(ref bi, q + stride) = i0 - i1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Four(ReadOnlySpan<T> xr, ReadOnlySpan<T> xi, Span<T> yr, Span<T> yi, int n, int stride)
    {
        int quarter = n / 4;
        nint step = (nint)quarter * stride;
        for (int p = 0; p < quarter; p++)
        {
            // w = e^(−2πi p/n), its square and its cube.
            int turn = p * stride;
            T c1 = cosines[turn], s1 = -sines[turn], c2 = cosines[2 * turn], s2 = -sines[2 * turn], c3 = cosines[3 * turn], s3 = -sines[3 * turn];
            ref T ar = ref Unsafe.Add(ref MemoryMarshal.GetReference(xr), (nint)p * stride), ai = ref Unsafe.Add(ref MemoryMarshal.GetReference(xi), (nint)p * stride);
            ref T br = ref Unsafe.Add(ref MemoryMarshal.GetReference(yr), 4 * (nint)p * stride), bi = ref Unsafe.Add(ref MemoryMarshal.GetReference(yi), 4 * (nint)p * stride);
            for (nint q = 0; q < stride; q++)
            {
                T r0 = Unsafe.Add(ref ar, q), r1 = Unsafe.Add(ref ar, q + step), r2 = Unsafe.Add(ref ar, q + 2 * step), r3 = Unsafe.Add(ref ar, q + 3 * step);
                T i0 = Unsafe.Add(ref ai, q), i1 = Unsafe.Add(ref ai, q + step), i2 = Unsafe.Add(ref ai, q + 2 * step), i3 = Unsafe.Add(ref ai, q + 3 * step);
                T sumR = r0 + r2, sumI = i0 + i2, differenceR = r0 - r2, differenceI = i0 - i2;
                T oddR = r1 + r3, oddI = i1 + i3, turnedR = i1 - i3, turnedI = r3 - r1; // −i (x1 − x3)
                Unsafe.Add(ref br, q) = sumR + oddR;
                Unsafe.Add(ref bi, q) = sumI + oddI;
                T vr = differenceR + turnedR, vi = differenceI + turnedI;
                Unsafe.Add(ref br, q + stride) = vr * c1 - vi * s1;
                Unsafe.Add(ref bi, q + stride) = vr * s1 + vi * c1;
                vr = sumR - oddR;
                vi = sumI - oddI;
                Unsafe.Add(ref br, q + 2 * stride) = vr * c2 - vi * s2;
                Unsafe.Add(ref bi, q + 2 * stride) = vr * s2 + vi * c2;
                vr = differenceR - turnedR;
                vi = differenceI - turnedI;
                Unsafe.Add(ref br, q + 3 * stride) = vr * c3 - vi * s3;
                Unsafe.Add(ref bi, q + 3 * stride) = vr * s3 + vi * c3;
            }
        }
    }
}
