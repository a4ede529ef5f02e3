namespace Frugal.Kernels;

/// <summary>The extents of a two-dimensional pooling of one plane (channel) after another; one-dimensional with heights of 1.</summary>
/// <param name="InputHeight">Rows of a plane.</param>
/// <param name="InputWidth">Columns of a plane.</param>
/// <param name="KernelHeight">Rows of the window.</param>
/// <param name="KernelWidth">Columns of the window.</param>
public readonly record struct PoolShape(int InputHeight, int InputWidth, int KernelHeight, int KernelWidth)
{
    /// <summary>Rows between two windows.</summary>
    public int StrideHeight { get; init; } = 1;

    /// <summary>Columns between two windows.</summary>
    public int StrideWidth { get; init; } = 1;

    /// <summary>Rows of padding above.</summary>
    public int PadTop { get; init; }

    /// <summary>Columns of padding at the left.</summary>
    public int PadLeft { get; init; }

    /// <summary>Rows of padding below.</summary>
    public int PadBottom { get; init; }

    /// <summary>Columns of padding at the right.</summary>
    public int PadRight { get; init; }

    /// <summary>Rows from one element of the window to the next.</summary>
    public int DilationHeight { get; init; } = 1;

    /// <summary>Columns from one element of the window to the next.</summary>
    public int DilationWidth { get; init; } = 1;

    /// <summary>Whether a last window that hangs over the padded input counts; it must begin inside the input or the padding before it.</summary>
    public bool CeilMode { get; init; }

    /// <summary>Rows of an output plane.</summary>
    public int OutputHeight => OutputExtent(InputHeight, KernelHeight, StrideHeight, PadTop, PadBottom, DilationHeight, CeilMode);

    /// <summary>Columns of an output plane.</summary>
    public int OutputWidth => OutputExtent(InputWidth, KernelWidth, StrideWidth, PadLeft, PadRight, DilationWidth, CeilMode);

    /// <summary>Elements of an input plane.</summary>
    public int InputPlane => InputHeight * InputWidth;

    /// <summary>Elements of an output plane.</summary>
    public int OutputPlane => OutputHeight * OutputWidth;

    private static int OutputExtent(int input, int kernel, int stride, int before, int after, int dilation, bool ceil)
    {
        int room = input + before + after - dilation * (kernel - 1) - 1;
        if (room < 0) return 0;
        int extent = room / stride + 1;
        if (ceil && room % stride != 0 && extent * stride < input + before) extent++;
        return extent;
    }

    /// <summary>The windows whose element <paramref name="k"/> lies inside the input: first included, last excluded.</summary>
    internal static (int First, int End) WindowsInside(int k, int input, int output, int stride, int before, int dilation)
    {
        int shift = before - k * dilation;
        int first = shift <= 0 ? 0 : (shift + stride - 1) / stride;
        int last = input - 1 + shift;
        int end = last < 0 ? 0 : last / stride + 1;
        return (Math.Min(first, output), Math.Max(Math.Min(end, output), Math.Min(first, output)));
    }

    /// <summary>The windows of a row that lie wholly inside the input's width: first included, last excluded.</summary>
    internal (int First, int End) WholeWindows(int outputWidth) =>
    (
        WindowsInside(0, InputWidth, outputWidth, StrideWidth, PadLeft, DilationWidth).First,
        WindowsInside(KernelWidth - 1, InputWidth, outputWidth, StrideWidth, PadLeft, DilationWidth).End
    );

    /// <summary>How many rows of the windows of an output row lie inside the input, or with padding inside the padded input.</summary>
    internal int RowsInside(int row, bool includePadding) =>
        CountInside(row * StrideHeight - PadTop, KernelHeight, InputHeight, PadBottom, DilationHeight, includePadding);

    /// <summary>How many columns of the windows of an output column lie inside the input, or with padding inside the padded input.</summary>
    internal int ColumnsInside(int column, bool includePadding) =>
        CountInside(column * StrideWidth - PadLeft, KernelWidth, InputWidth, PadRight, DilationWidth, includePadding);

    private static int CountInside(int begin, int kernel, int input, int after, int dilation, bool includePadding)
    {
        int count = 0;
        for (int at = begin; at < begin + kernel * dilation; at += dilation)
            if (includePadding ? at < input + after : at >= 0 && at < input) count++;
        return count;
    }

    internal bool IsTwoByTwo =>
        KernelHeight == 2 && KernelWidth == 2 && StrideHeight == 2 && StrideWidth == 2 && DilationHeight == 1 && DilationWidth == 1
        && PadTop == 0 && PadLeft == 0 && 2 * OutputHeight <= InputHeight && 2 * OutputWidth <= InputWidth;

    internal void Check()
    {
        bool valid = InputHeight > 0 && InputWidth > 0 && KernelHeight > 0 && KernelWidth > 0 && StrideHeight > 0 && StrideWidth > 0
            && DilationHeight > 0 && DilationWidth > 0 && PadTop >= 0 && PadLeft >= 0 && PadBottom >= 0 && PadRight >= 0;
        if (!valid) throw new ArgumentException($"The pooling of {InputHeight}×{InputWidth} by windows of {KernelHeight}×{KernelWidth} has an extent, stride or dilation below 1 or a negative padding.");
        if (OutputHeight <= 0 || OutputWidth <= 0)
            throw new ArgumentException($"The pooling window {KernelHeight}×{KernelWidth} is larger than the padded input of {InputHeight}×{InputWidth}.");
    }
}
