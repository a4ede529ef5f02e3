using System.Numerics;

namespace Frugal.Kernels;

/// <summary>
/// Softmax with cross-entropy, from logits: with p = softmax(z / T) and the target t, the loss of a sample is −Σ t ln p. A label c with smoothing e over C
/// classes means the target (1 − e) [c] + e / C. The spans hold whole rows (samples): those that the caller wants done.
/// </summary>
public static class CrossEntropy
{
    /// <summary>Probabilities and losses from labels.</summary>
    /// <param name="logits">z, [rows, columns].</param>
    /// <param name="labels">The class of each row: int or long.</param>
    /// <param name="probabilities">p, [rows, columns]; may not be the logits.</param>
    /// <param name="losses">One value per row, computed in float64.</param>
    /// <param name="columns">The number of classes.</param>
    /// <param name="smoothing">e, 0 … 1.</param>
    /// <param name="temperature">T.</param>
    /// <exception cref="ArgumentException">A length does not fit, or a label is not in 0 … columns − 1.</exception>
    public static void Forward<TLabel>(
        ReadOnlySpan<float> logits, ReadOnlySpan<TLabel> labels, Span<float> probabilities, Span<float> losses, int columns,
        float smoothing = 0f, float temperature = 1f) where TLabel : unmanaged, IBinaryInteger<TLabel>
    {
        int rows = Softmax.Rows(logits.Length, probabilities.Length, columns);
        Require.Length(labels.Length, rows);
        Require.Length(losses.Length, rows);
        for (int r = 0; r < rows; r++)
        {
            ReadOnlySpan<float> z = logits.Slice(r * columns, columns);
            int label = Label(labels[r], columns);
            double logSum = Probabilities(z, probabilities.Slice(r * columns, columns), temperature);
            double loss = logSum - z[label] / (double)temperature;
            if (smoothing != 0f)
            {
                // Σ t ln p with t = e / C everywhere, beside (1 − e) at the label.
                double uniform = logSum - Reduction.Sum(z) / ((double)temperature * columns);
                loss = (1.0 - smoothing) * loss + smoothing * uniform;
            }
            losses[r] = (float)loss;
        }
    }

    /// <summary>Probabilities and losses from target distributions: loss = −Σ t ln p.</summary>
    /// <param name="logits">z, [rows, columns].</param>
    /// <param name="targets">t, [rows, columns].</param>
    /// <param name="probabilities">p, [rows, columns]; may not be the logits.</param>
    /// <param name="losses">One value per row, computed in float64.</param>
    /// <param name="columns">The number of classes.</param>
    /// <param name="temperature">T.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static void ForwardTargets(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> targets, Span<float> probabilities, Span<float> losses, int columns, float temperature = 1f)
    {
        int rows = Softmax.Rows(logits.Length, probabilities.Length, columns);
        Require.Length(targets.Length, logits.Length);
        Require.Length(losses.Length, rows);
        for (int r = 0; r < rows; r++)
        {
            ReadOnlySpan<float> z = logits.Slice(r * columns, columns), t = targets.Slice(r * columns, columns);
            double logSum = Probabilities(z, probabilities.Slice(r * columns, columns), temperature);
            double loss = 0;
            for (int i = 0; i < t.Length; i++)
                if (t[i] != 0f) loss += t[i] * (logSum - z[i] / (double)temperature);
            losses[r] = (float)loss;
        }
    }

    /// <summary>dz = scale (p − t) with the target of a label. The output may be the probabilities.</summary>
    /// <param name="probabilities">p, from <see cref="Forward"/>.</param>
    /// <param name="labels">The class of each row.</param>
    /// <param name="scales">
    /// What each row's loss counts, or one value for all: 1 / batch for a mean, times the loss's own gradient, divided by the temperature.
    /// </param>
    /// <param name="dz">The gradient by the logits.</param>
    /// <param name="columns">The number of classes.</param>
    /// <param name="smoothing">e as in the forward pass.</param>
    /// <exception cref="ArgumentException">A length does not fit, or a label is not in 0 … columns − 1.</exception>
    public static void Gradient<TLabel>(
        ReadOnlySpan<float> probabilities, ReadOnlySpan<TLabel> labels, ReadOnlySpan<float> scales, Span<float> dz, int columns,
        float smoothing = 0f) where TLabel : unmanaged, IBinaryInteger<TLabel>
    {
        int rows = Softmax.Rows(probabilities.Length, dz.Length, columns);
        Require.Length(labels.Length, rows);
        if (scales.Length != 1) Require.Length(scales.Length, rows);
        float share = smoothing / columns;
        for (int r = 0; r < rows; r++)
        {
            float scale = scales[scales.Length == 1 ? 0 : r];
            int label = Label(labels[r], columns);
            ReadOnlySpan<float> p = probabilities.Slice(r * columns, columns);
            Span<float> row = dz.Slice(r * columns, columns);
            float atLabel = scale * (p[label] - (1f - smoothing + share));
            for (int i = 0; i < row.Length; i++) row[i] = scale * (p[i] - share);
            row[label] = atLabel;
        }
    }

    /// <summary>dz = scale (p Σt − t) for target distributions (Σt is 1 for true ones). The output may be the probabilities.</summary>
    /// <inheritdoc cref="Gradient{TLabel}"/>
    public static void GradientTargets(
        ReadOnlySpan<float> probabilities, ReadOnlySpan<float> targets, ReadOnlySpan<float> scales, Span<float> dz, int columns)
    {
        int rows = Softmax.Rows(probabilities.Length, dz.Length, columns);
        Require.Length(targets.Length, dz.Length);
        if (scales.Length != 1) Require.Length(scales.Length, rows);
        for (int r = 0; r < rows; r++)
        {
            float scale = scales[scales.Length == 1 ? 0 : r];
            ReadOnlySpan<float> p = probabilities.Slice(r * columns, columns), t = targets.Slice(r * columns, columns);
            Span<float> row = dz.Slice(r * columns, columns);
            float sum = (float)Reduction.Sum(t);
            for (int i = 0; i < row.Length; i++) row[i] = scale * (p[i] * sum - t[i]);
        }
    }

    /// <summary>p = softmax(z / T); returns ln Σ e^(z / T).</summary>
    private static double Probabilities(ReadOnlySpan<float> z, Span<float> p, float temperature)
    {
        float sum, maximum;
        if (temperature == 1f)
        {
            sum = Softmax.Exponentials(z, p, out maximum);
        }
        else
        {
            Elementwise.Unary(UnaryFunction.Affine, z, p, 1f / temperature);
            sum = Softmax.Exponentials(p, p, out maximum);
        }
        Elementwise.Binary(BinaryFunction.Multiply, p, [1f / sum], p);
        return maximum + (sum > 0f && float.IsFinite(sum) ? DoubleMath.Log(sum) : double.NaN);
    }

    private static int Label<TLabel>(TLabel label, int columns) where TLabel : unmanaged, IBinaryInteger<TLabel>
    {
        long value = long.CreateSaturating(label);
        if (value < 0 || value >= columns)
            throw new ArgumentException($"The label {value} is not one of the {columns} classes 0 … {columns - 1}; check the labels against the network's output.");
        return (int)value;
    }
}
