using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Frugal.Kernels;

/// <summary>
/// Rounding to the values that an integer type can hold, in float32: q = min(max(round(x / scale), low), high), y = q scale, halves to even. For the integer
/// range qmin … qmax with a zero point z, low = qmin − z and high = qmax − z. One scale a call: call once for each channel's range.
/// </summary>
public static class FakeQuantization
{
    /// <summary>y = min(max(round(x / scale), low), high) scale.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or the scale is not positive.</exception>
    public static void Forward(ReadOnlySpan<float> x, Span<float> y, float scale, float low, float high)
    {
        Require.Length(y.Length, x.Length);
        Require.That(scale > 0f, "A quantization scale is positive.");
        KernelTable.Current.Quantization.Forward(ref MemoryMarshal.GetReference(x), ref MemoryMarshal.GetReference(y), x.Length, scale, low, high);
    }

    /// <summary>
    /// Straight-through gradients: dx = dy where low ≤ round(x / scale) ≤ high, else +0; returns dscale = Σ dy (q − x / scale) there, Σ dy q elsewhere
    /// (Esser et al. 2020, "Learned Step Size Quantization"), accumulated in float64 in a fixed order.
    /// </summary>
    /// <exception cref="ArgumentException">The lengths differ, or the scale is not positive.</exception>
    [SkipLocalsInit]
    public static double Gradient(ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dx, float scale, float low, float high)
    {
        const int Block = 1024;
        Require.Length(dy.Length, x.Length);
        Require.Length(dx.Length, x.Length);
        Require.That(scale > 0f, "A quantization scale is positive.");
        Span<float> terms = stackalloc float[Block];
        double total = 0;
        for (int start = 0; start < x.Length; start += Block)
        {
            int n = Math.Min(Block, x.Length - start);
            KernelTable.Current.Quantization.Gradient(
                ref Unsafe.Add(ref MemoryMarshal.GetReference(x), start), ref Unsafe.Add(ref MemoryMarshal.GetReference(dy), start),
                ref Unsafe.Add(ref MemoryMarshal.GetReference(dx), start), ref terms[0], n, scale, low, high);
            total += Reduction.Sum(terms[..n]);
        }
        return total;
    }
}
