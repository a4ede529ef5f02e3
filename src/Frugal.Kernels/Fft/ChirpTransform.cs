using System.Numerics;

namespace Frugal.Kernels;

/// <summary>
/// The Fourier transform of any length as a convolution with a chirp: with b[n] = e^(πi n²/N), X[k] = b̄[k] Σ (x[n] b̄[n]) b[k − n], and the convolution goes
/// through transforms of a power of two of at least 2N − 1.
/// </summary>
internal sealed class ChirpTransform<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int length, padded;
    private readonly StockhamPasses<T> passes;
    private readonly T[] cosines, sines;       // of π n²/N
    private readonly T[] spectrumReal, spectrumImaginary; // of the chirp, divided by the padded length

    public ChirpTransform(int length)
    {
        this.length = length;
        padded = checked((int)BitOperations.RoundUpToPowerOf2((uint)(2 * length - 1)));
        passes = new StockhamPasses<T>(padded);
        (cosines, sines) = (new T[length], new T[length]);
        (spectrumReal, spectrumImaginary) = (new T[padded], new T[padded]);
        T scale = T.One / T.CreateTruncating(padded);
        for (int n = 0; n < length; n++)
        {
            // n² modulo 2N before the division, so that no digit of the angle is lost.
            (double sine, double cosine) = Angles.SinCos((long)n * n % (2L * length), 2L * length);
            (cosines[n], sines[n]) = (T.CreateTruncating(cosine), T.CreateTruncating(sine));
            (spectrumReal[n], spectrumImaginary[n]) = (cosines[n] * scale, sines[n] * scale);
            if (n > 0) (spectrumReal[padded - n], spectrumImaginary[padded - n]) = (spectrumReal[n], spectrumImaginary[n]);
        }
        passes.Forward(spectrumReal, spectrumImaginary, new T[2 * padded]);
    }

    public int ScratchLength => 4 * padded;

    public void Forward(Span<T> real, Span<T> imaginary, Span<T> scratch)
    {
        Span<T> zr = scratch[..padded], zi = scratch.Slice(padded, padded), rest = scratch.Slice(2 * padded, 2 * padded);
        for (int n = 0; n < length; n++)
        {
            zr[n] = real[n] * cosines[n] + imaginary[n] * sines[n];
            zi[n] = imaginary[n] * cosines[n] - real[n] * sines[n];
        }
        zr[length..].Clear();
        zi[length..].Clear();
        passes.Forward(zr, zi, rest);
        for (int k = 0; k < padded; k++)
        {
            T r = zr[k] * spectrumReal[k] - zi[k] * spectrumImaginary[k];
            zi[k] = zr[k] * spectrumImaginary[k] + zi[k] * spectrumReal[k];
            zr[k] = r;
        }
        passes.Forward(zi, zr, rest); // the parts changed round: backwards
        for (int k = 0; k < length; k++)
        {
            real[k] = zr[k] * cosines[k] + zi[k] * sines[k];
            imaginary[k] = zi[k] * cosines[k] - zr[k] * sines[k];
        }
    }
}
