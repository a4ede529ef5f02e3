using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Frugal.Kernels;

/// <summary>
/// Layer normalisation (Ba, Kiros and Hinton 2016, "Layer Normalization"): each row is normalised by its own mean and biased variance, then
/// scaled and shifted per column. The spans hold the rows that the caller wants done. Statistics are two-pass sums in float64.
/// </summary>
public static class LayerNormalization
{
    /// <summary>y = γ (x − μ) / √(σ² + ε) + β in each row.</summary>
    /// <param name="x">[rows, columns].</param>
    /// <param name="gamma">γ, one per column.</param>
    /// <param name="beta">β, one per column.</param>
    /// <param name="y">[rows, columns]; may be the input only if no gradient is wanted.</param>
    /// <param name="savedMean">μ, one per row, for the gradient.</param>
    /// <param name="savedInverseDeviation">1 / √(σ² + ε), one per row, for the gradient.</param>
    /// <param name="epsilon">ε.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static void Forward(
        ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, Span<float> y, Span<float> savedMean,
        Span<float> savedInverseDeviation, float epsilon)
    {
        int columns = gamma.Length, rows = Softmax.Rows(x.Length, y.Length, columns);
        Require.Length(beta.Length, columns);
        Require.Length(savedMean.Length, rows);
        Require.Length(savedInverseDeviation.Length, rows);
        KernelTable kernels = KernelTable.Current;
        for (int r = 0; r < rows; r++)
        {
            nint row = (nint)r * columns;
            double mean = kernels.Reduction.Sum(ref At(x, row), columns) / columns;
            double variance = kernels.Reduction.ShiftedSquares(ref At(x, row), columns, mean) / columns;
            savedMean[r] = (float)mean;
            savedInverseDeviation[r] = (float)(1 / Math.Sqrt(variance + epsilon));
            kernels.Normalization.CenterWeighted(
                ref At(x, row), ref At(gamma, 0), ref At(beta, 0), ref At(y, row), columns, savedMean[r], savedInverseDeviation[r]);
        }
    }

    /// <summary>
    /// dx = (g − mean g − x̂ mean(g x̂)) / √(σ² + ε) in each row, with g = dy γ and x̂ the normalised input.
    /// </summary>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static void Gradient(
        ReadOnlySpan<float> x, ReadOnlySpan<float> dy, ReadOnlySpan<float> gamma, ReadOnlySpan<float> savedMean,
        ReadOnlySpan<float> savedInverseDeviation, Span<float> dx)
    {
        int columns = gamma.Length, rows = Softmax.Rows(x.Length, dx.Length, columns);
        Require.Length(dy.Length, dx.Length);
        Require.Length(savedMean.Length, rows);
        Require.Length(savedInverseDeviation.Length, rows);
        KernelTable kernels = KernelTable.Current;
        for (int r = 0; r < rows; r++)
        {
            Span<float> target = dx.Slice(r * columns, columns);
            nint row = (nint)r * columns;
            Elementwise.Binary(BinaryFunction.Multiply, dy.Slice(r * columns, columns), gamma, target);
            double sum = kernels.Reduction.Sum(ref At(target, 0), columns);
            double product = kernels.Reduction.ShiftedProduct(ref At(target, 0), ref At(x, row), columns, savedMean[r]);
            float inverse = savedInverseDeviation[r];
            kernels.Normalization.CenterGradient(
                ref At(x, row), ref At(target, 0), ref At(target, 0), columns, savedMean[r], inverse,
                (float)(sum / columns), (float)(product / columns * inverse * inverse));
        }
    }

    /// <summary>dβ = Σ dy and dγ = Σ dy x̂ over all rows, for a range of columns; accumulated in float64 in row order.</summary>
    /// <param name="x">[rows, columns], whole.</param>
    /// <param name="dy">[rows, columns], whole.</param>
    /// <param name="savedMean">From the forward pass.</param>
    /// <param name="savedInverseDeviation">From the forward pass.</param>
    /// <param name="dGamma">dγ, one per column.</param>
    /// <param name="dBeta">dβ, one per column.</param>
    /// <param name="firstColumn">Where the range begins.</param>
    /// <param name="columnCount">How many columns.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    [SkipLocalsInit]
    public static void ParameterGradient(
        ReadOnlySpan<float> x, ReadOnlySpan<float> dy, ReadOnlySpan<float> savedMean, ReadOnlySpan<float> savedInverseDeviation,
        Span<float> dGamma, Span<float> dBeta, int firstColumn, int columnCount)
    {
        const int Block = 64;
        int columns = dGamma.Length, rows = Softmax.Rows(x.Length, dy.Length, columns);
        Require.Length(dBeta.Length, columns);
        Require.Length(savedMean.Length, rows);
        Require.Length(savedInverseDeviation.Length, rows);
        Span<double> products = stackalloc double[Block], sums = stackalloc double[Block];
        for (int start = firstColumn; start < firstColumn + columnCount; start += Block)
        {
            int width = Math.Min(Block, firstColumn + columnCount - start);
            products.Clear();
            sums.Clear();
            for (int r = 0; r < rows; r++)
            {
                ReadOnlySpan<float> input = x.Slice(r * columns + start, width), gradient = dy.Slice(r * columns + start, width);
                double mean = savedMean[r], inverse = savedInverseDeviation[r];
                for (int i = 0; i < input.Length && i < gradient.Length; i++)
                {
                    sums[i] += gradient[i];
                    products[i] += gradient[i] * ((input[i] - mean) * inverse);
                }
            }
            for (int i = 0; i < width; i++)
            {
                dGamma[start + i] = (float)products[i];
                dBeta[start + i] = (float)sums[i];
            }
        }
    }

    private static ref float At(ReadOnlySpan<float> span, nint index) => ref Unsafe.Add(ref MemoryMarshal.GetReference(span), index);
}
