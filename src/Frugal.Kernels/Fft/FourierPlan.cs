using System.Numerics;

namespace Frugal.Kernels;

/// <summary>
/// The discrete Fourier transform X[k] = Σ x[n] e^(∓2πi nk/N) of one length, for real and imaginary parts in arrays of their own, in float32 or float64. Powers of two go by
/// Stockham's self-sorting passes of radix 4 (and one of radix 2 where the exponent is odd), whose inner loop runs over neighbours; other lengths by Bluestein's
/// chirp transform over the next such length (Bluestein 1970, "A linear filtering approach to the computation of discrete Fourier transform"). Not scaled in either
/// direction. O(N log N) for every N. Twiddle factors are computed in float64. A plan is immutable and may be used by many threads at once.
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class FourierPlan<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly StockhamPasses<T>? passes;
    private readonly ChirpTransform<T>? chirp;

    private FourierPlan(int length)
    {
        Length = length;
        if (BitOperations.IsPow2(length)) passes = new StockhamPasses<T>(length);
        else chirp = new ChirpTransform<T>(length);
    }

    /// <summary>The number of elements N.</summary>
    public int Length { get; }

    /// <summary>The elements of scratch memory that a transform needs.</summary>
    public int ScratchLength => passes is not null ? 2 * Length : chirp!.ScratchLength;

    /// <summary>A plan for a length of 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is not positive, or too large for an array.</exception>
    public static FourierPlan<T> Create(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 1 << 27);
        return new FourierPlan<T>(length);
    }

    /// <summary>Transforms in place; <paramref name="inverse"/> takes the other sign of the exponent and does not divide by N.</summary>
    /// <param name="real">The N real parts.</param>
    /// <param name="imaginary">The N imaginary parts.</param>
    /// <param name="inverse">Whether the exponent is positive.</param>
    /// <param name="scratch">At least <see cref="ScratchLength"/> elements; its content does not matter.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Transform(Span<T> real, Span<T> imaginary, bool inverse, Span<T> scratch)
    {
        Require.Length(real.Length, Length);
        Require.Length(imaginary.Length, Length);
        Require.That(scratch.Length >= ScratchLength, $"The transform needs {ScratchLength} elements of scratch memory.");
        // e^(+iφ) instead of e^(−iφ): the parts change places before and after.
        Span<T> first = inverse ? imaginary : real, second = inverse ? real : imaginary;
        if (passes is not null) passes.Forward(first, second, scratch);
        else chirp!.Forward(first, second, scratch);
    }
}
