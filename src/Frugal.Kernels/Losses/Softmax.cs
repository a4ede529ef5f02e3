using System.Runtime.InteropServices;

namespace Frugal.Kernels;

/// <summary>
/// Softmax and its logarithm along the last axis, and their gradients. The spans hold whole rows: the rows that the caller wants done.
/// </summary>
public static class Softmax
{
    /// <summary>y = e^(x − max x) / Σ e^(x − max x) in each row. The output may be the input.</summary>
    /// <exception cref="ArgumentException">The lengths differ or are not whole rows.</exception>
    public static void Forward(ReadOnlySpan<float> x, Span<float> y, int columns)
    {
        int rows = Rows(x.Length, y.Length, columns);
        for (int r = 0; r < rows; r++)
        {
            Span<float> row = y.Slice(r * columns, columns);
            float sum = Exponentials(x.Slice(r * columns, columns), row, out _);
            KernelTable.Current.Normalization.Scale(ref MemoryMarshal.GetReference(row), columns, 1f / sum);
        }
    }

    /// <summary>y = x − max x − ln Σ e^(x − max x) in each row. The output may not be the input.</summary>
    /// <exception cref="ArgumentException">The lengths differ or are not whole rows.</exception>
    public static void LogForward(ReadOnlySpan<float> x, Span<float> y, int columns)
    {
        int rows = Rows(x.Length, y.Length, columns);
        for (int r = 0; r < rows; r++)
        {
            ReadOnlySpan<float> source = x.Slice(r * columns, columns);
            Span<float> row = y.Slice(r * columns, columns);
            float sum = Exponentials(source, row, out float maximum);
            float logarithm = (float)DoubleMath.Log(sum);
            Elementwise.Binary(BinaryFunction.Subtract, source, [maximum], row);
            Elementwise.Binary(BinaryFunction.Subtract, row, [logarithm], row);
        }
    }

    /// <summary>dx = y (dy − Σ dy y) in each row, with y the output of <see cref="Forward"/>.</summary>
    /// <exception cref="ArgumentException">The lengths differ or are not whole rows.</exception>
    public static void Gradient(ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx, int columns)
    {
        int rows = Rows(y.Length, dx.Length, columns);
        Require.Length(dy.Length, dx.Length);
        for (int r = 0; r < rows; r++)
        {
            ReadOnlySpan<float> output = y.Slice(r * columns, columns), gradient = dy.Slice(r * columns, columns);
            Span<float> row = dx.Slice(r * columns, columns);
            float dot = (float)Reduction.Dot(gradient, output);
            for (int i = 0; i < row.Length; i++) row[i] = output[i] * (gradient[i] - dot);
        }
    }

    /// <summary>dx = dy − e^y Σ dy in each row, with y the output of <see cref="LogForward"/>. The output may not be an input.</summary>
    /// <exception cref="ArgumentException">The lengths differ or are not whole rows.</exception>
    public static void LogGradient(ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx, int columns)
    {
        int rows = Rows(y.Length, dx.Length, columns);
        Require.Length(dy.Length, dx.Length);
        for (int r = 0; r < rows; r++)
        {
            ReadOnlySpan<float> gradient = dy.Slice(r * columns, columns);
            Span<float> row = dx.Slice(r * columns, columns);
            float sum = (float)Reduction.Sum(gradient);
            Elementwise.Unary(UnaryFunction.Exp, y.Slice(r * columns, columns), row);
            for (int i = 0; i < row.Length; i++) row[i] = gradient[i] - row[i] * sum;
        }
    }

    /// <summary>y = e^(x − max x); returns Σ y.</summary>
    internal static float Exponentials(ReadOnlySpan<float> x, Span<float> y, out float maximum)
    {
        KernelTable kernels = KernelTable.Current;
        ref float source = ref MemoryMarshal.GetReference(x);
        maximum = kernels.Normalization.Largest(ref source, x.Length);
        return kernels.Normalization.Exponentials(ref source, ref MemoryMarshal.GetReference(y), x.Length, maximum);
    }

    internal static int Rows(int inputLength, int outputLength, int columns)
    {
        Require.That(columns > 0, "A row needs at least one column.");
        Require.Length(inputLength, outputLength);
        int rows = inputLength / columns;
        Require.Length(inputLength, (long)rows * columns);
        return rows;
    }
}
