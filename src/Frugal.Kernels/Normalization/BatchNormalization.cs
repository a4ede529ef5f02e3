using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Frugal.Kernels;

/// <summary>
/// Batch normalisation (Ioffe and Szegedy 2015, "Batch Normalization"). Data have the shape [samples, channels, inner]; every other span has one value per channel.
/// A call does a range of channels, or of rows where it says so; channels share nothing, so no cut changes a bit.
/// Statistics are two-pass sums in float64.
/// </summary>
public static class BatchNormalization
{
    /// <summary>y = x scale + shift per channel, rounded once: inference, with scale = γ / √(variance + ε) and shift = β − mean scale.</summary>
    /// <param name="x">Whole rows: a row is one channel of one sample.</param>
    /// <param name="scale">One value per channel.</param>
    /// <param name="shift">One value per channel.</param>
    /// <param name="y">As long as <paramref name="x"/>.</param>
    /// <param name="inner">Elements of a row.</param>
    /// <param name="firstRow">The number of the first row in the whole tensor (sample · channels + channel).</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static void ScaleShift(ReadOnlySpan<float> x, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, Span<float> y, int inner, int firstRow = 0)
    {
        int rows = Softmax.Rows(x.Length, y.Length, inner);
        Require.Length(shift.Length, scale.Length);
        ElementwiseTable table = ElementwiseTable.Current;
        for (int r = 0; r < rows; r++)
        {
            int c = (firstRow + r) % scale.Length;
            table.Unary(UnaryFunction.Affine, ref At(x, (nint)r * inner), ref At(y, (nint)r * inner), inner, scale[c], shift[c]);
        }
    }

    /// <summary>scale and shift of <see cref="ScaleShift"/> from the running statistics, in float64.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Fold(
        ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, ReadOnlySpan<float> mean, ReadOnlySpan<float> variance, float epsilon,
        Span<float> scale, Span<float> shift)
    {
        int channels = gamma.Length;
        Require.Length(beta.Length, channels);
        Require.Length(mean.Length, channels);
        Require.Length(variance.Length, channels);
        Require.Length(scale.Length, channels);
        Require.Length(shift.Length, channels);
        for (int c = 0; c < channels; c++)
        {
            double s = gamma[c] / Math.Sqrt((double)variance[c] + epsilon), t = beta[c] - mean[c] * s;
            scale[c] = (float)s;
            shift[c] = (float)t;
        }
    }

    /// <summary>
    /// Training: y = γ (x − μ) / √(σ² + ε) + β with the batch's mean and biased variance; r ← (1 − momentum) r + momentum · statistic, for
    /// the running variance with the unbiased one (σ² m / (m − 1)).
    /// </summary>
    /// <param name="shape">The extents.</param>
    /// <param name="x">The input, whole.</param>
    /// <param name="gamma">γ.</param>
    /// <param name="beta">β.</param>
    /// <param name="y">The output, whole; may be the input only if no gradient is wanted.</param>
    /// <param name="savedMean">μ for the gradient.</param>
    /// <param name="savedInverseDeviation">1 / √(σ² + ε) for the gradient.</param>
    /// <param name="runningMean">Updated; empty for none.</param>
    /// <param name="runningVariance">Updated; empty for none.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="momentum">The share of the new statistic (1 − momentum of the ONNX operator).</param>
    /// <param name="firstChannel">Where the range of channels begins.</param>
    /// <param name="channelCount">How many channels.</param>
    /// <exception cref="ArgumentException">A length does not fit, or a channel has fewer than two values.</exception>
    public static void TrainingForward(
        in ChannelShape shape, ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> y,
        Span<float> savedMean, Span<float> savedInverseDeviation, Span<float> runningMean, Span<float> runningVariance,
        float epsilon, float momentum, int firstChannel, int channelCount)
    {
        shape.Check(x.Length, y.Length, firstChannel, channelCount);
        Require.Length(gamma.Length, shape.Channels);
        Require.Length(beta.Length, shape.Channels);
        Require.Length(savedMean.Length, shape.Channels);
        Require.Length(savedInverseDeviation.Length, shape.Channels);
        if (!runningMean.IsEmpty) Require.Length(runningMean.Length, shape.Channels);
        if (!runningVariance.IsEmpty) Require.Length(runningVariance.Length, shape.Channels);
        long m = (long)shape.Samples * shape.Inner;
        Require.That(m > 1, "Batch statistics need at least two values per channel; use a larger batch or the frozen form.");
        for (int c = firstChannel; c < firstChannel + channelCount; c++)
        {
            Statistics(in shape, x, c, out double mean, out double variance);
            double inverse = 1 / Math.Sqrt(variance + epsilon), scale = gamma[c] * inverse;
            savedMean[c] = (float)mean;
            savedInverseDeviation[c] = (float)inverse;
            if (!runningMean.IsEmpty) runningMean[c] = (float)((1.0 - momentum) * runningMean[c] + momentum * mean);
            if (!runningVariance.IsEmpty) runningVariance[c] = (float)((1.0 - momentum) * runningVariance[c] + momentum * variance * m / (m - 1));
            // What the mean loses in float32 goes into the shift, which keeps precision where the mean is much larger than the deviation.
            float center = (float)mean;
            float shift = (float)(beta[c] - (mean - center) * scale);
            for (int n = 0; n < shape.Samples; n++)
            {
                nint row = ((nint)n * shape.Channels + c) * shape.Inner;
                KernelTable.Current.Normalization.Center(ref At(x, row), ref At(y, row), shape.Inner, center, (float)scale, shift);
            }
        }
    }

    /// <summary>
    /// The gradient through batch statistics: dβ = Σ dy, dγ = Σ dy x̂, dx = γ / √(σ² + ε) (dy − dβ / m − x̂ dγ / m), x̂ the normalised input.
    /// </summary>
    /// <param name="shape">The extents.</param>
    /// <param name="x">The forward input, whole.</param>
    /// <param name="dy">The output's gradient, whole.</param>
    /// <param name="gamma">γ.</param>
    /// <param name="savedMean">From the forward pass.</param>
    /// <param name="savedInverseDeviation">From the forward pass.</param>
    /// <param name="dx">The input's gradient, whole; may be <paramref name="dy"/>; empty if not wanted.</param>
    /// <param name="dGamma">dγ.</param>
    /// <param name="dBeta">dβ.</param>
    /// <param name="firstChannel">Where the range of channels begins.</param>
    /// <param name="channelCount">How many channels.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static void TrainingGradient(
        in ChannelShape shape, ReadOnlySpan<float> x, ReadOnlySpan<float> dy, ReadOnlySpan<float> gamma, ReadOnlySpan<float> savedMean,
        ReadOnlySpan<float> savedInverseDeviation, Span<float> dx, Span<float> dGamma, Span<float> dBeta, int firstChannel, int channelCount)
    {
        ParameterGradient(in shape, x, dy, savedMean, savedInverseDeviation, dGamma, dBeta, firstChannel, channelCount);
        if (dx.IsEmpty) return;
        Require.Length(dx.Length, dy.Length);
        Require.Length(gamma.Length, shape.Channels);
        double m = (double)shape.Samples * shape.Inner;
        for (int c = firstChannel; c < firstChannel + channelCount; c++)
        {
            float scale = gamma[c] * savedInverseDeviation[c];
            float meanGradient = (float)(dBeta[c] / m), slope = (float)(dGamma[c] / m * savedInverseDeviation[c]);
            for (int n = 0; n < shape.Samples; n++)
            {
                nint row = ((nint)n * shape.Channels + c) * shape.Inner;
                KernelTable.Current.Normalization.CenterGradient(
                    ref At(x, row), ref At(dy, row), ref At(dx, row), shape.Inner, savedMean[c], scale, meanGradient, slope);
            }
        }
    }

    /// <summary>dβ = Σ dy and dγ = Σ dy (x − mean) inverseDeviation: all that the frozen form needs beside dx = dy scale.</summary>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static void ParameterGradient(
        in ChannelShape shape, ReadOnlySpan<float> x, ReadOnlySpan<float> dy, ReadOnlySpan<float> mean, ReadOnlySpan<float> inverseDeviation,
        Span<float> dGamma, Span<float> dBeta, int firstChannel, int channelCount)
    {
        shape.Check(x.Length, dy.Length, firstChannel, channelCount);
        Require.Length(mean.Length, shape.Channels);
        Require.Length(inverseDeviation.Length, shape.Channels);
        Require.Length(dGamma.Length, shape.Channels);
        Require.Length(dBeta.Length, shape.Channels);
        ReductionKernels kernels = KernelTable.Current.Reduction;
        for (int c = firstChannel; c < firstChannel + channelCount; c++)
        {
            double sum = 0, product = 0;
            for (int n = 0; n < shape.Samples; n++)
            {
                nint row = ((nint)n * shape.Channels + c) * shape.Inner;
                sum += kernels.Sum(ref At(dy, row), shape.Inner);
                product += kernels.ShiftedProduct(ref At(dy, row), ref At(x, row), shape.Inner, mean[c]);
            }
            dBeta[c] = (float)sum;
            dGamma[c] = (float)(product * inverseDeviation[c]);
        }
    }

    /// <summary>The mean and the biased variance of the channels of a range, for recalibration.</summary>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static void Statistics(in ChannelShape shape, ReadOnlySpan<float> x, Span<float> mean, Span<float> variance, int firstChannel, int channelCount)
    {
        shape.Check(x.Length, x.Length, firstChannel, channelCount);
        Require.Length(mean.Length, shape.Channels);
        Require.Length(variance.Length, shape.Channels);
        for (int c = firstChannel; c < firstChannel + channelCount; c++)
        {
            Statistics(in shape, x, c, out double m, out double v);
            mean[c] = (float)m;
            variance[c] = (float)v;
        }
    }

    private static void Statistics(in ChannelShape shape, ReadOnlySpan<float> x, int channel, out double mean, out double variance)
    {
        ReductionKernels kernels = KernelTable.Current.Reduction;
        double m = (double)shape.Samples * shape.Inner, sum = 0, squares = 0;
        for (int n = 0; n < shape.Samples; n++) sum += kernels.Sum(ref At(x, ((nint)n * shape.Channels + channel) * shape.Inner), shape.Inner);
        mean = sum / m;
        for (int n = 0; n < shape.Samples; n++)
            squares += kernels.ShiftedSquares(ref At(x, ((nint)n * shape.Channels + channel) * shape.Inner), shape.Inner, mean);
        variance = squares / m;
    }

    private static ref float At(ReadOnlySpan<float> span, nint index) => ref Unsafe.Add(ref MemoryMarshal.GetReference(span), index);
}
