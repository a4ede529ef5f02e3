namespace Frugal.Kernels;

/// <summary>
/// The sizes of a two-dimensional convolution in ONNX's layout: X [batch, inputChannels, height, width], W [outputChannels,
/// inputChannels / groups, kernelHeight, kernelWidth], Y [batch, outputChannels, outputHeight, outputWidth]. One dimension is height 1.
/// </summary>
public sealed record ConvolutionShape
{
    /// <summary>Images.</summary>
    public required int Batch { get; init; }

    /// <summary>Channels of X, of all groups together.</summary>
    public required int InputChannels { get; init; }

    /// <summary>Rows of X.</summary>
    public required int Height { get; init; }

    /// <summary>Columns of X.</summary>
    public required int Width { get; init; }

    /// <summary>Channels of Y, of all groups together.</summary>
    public required int OutputChannels { get; init; }

    /// <summary>Rows of the kernel.</summary>
    public required int KernelHeight { get; init; }

    /// <summary>Columns of the kernel.</summary>
    public required int KernelWidth { get; init; }

    /// <summary>Rows of X from a row of Y to the next.</summary>
    public int StrideHeight { get; init; } = 1;

    /// <summary>Columns of X from a column of Y to the next.</summary>
    public int StrideWidth { get; init; } = 1;

    /// <summary>Rows of X from a row of the kernel to the next.</summary>
    public int DilationHeight { get; init; } = 1;

    /// <summary>Columns of X from a column of the kernel to the next.</summary>
    public int DilationWidth { get; init; } = 1;

    /// <summary>Rows of zeros above X; negative crops.</summary>
    public int PadTop { get; init; }

    /// <summary>Columns of zeros left of X; negative crops.</summary>
    public int PadLeft { get; init; }

    /// <summary>Rows of zeros below X; negative crops.</summary>
    public int PadBottom { get; init; }

    /// <summary>Columns of zeros right of X; negative crops.</summary>
    public int PadRight { get; init; }

    /// <summary>Groups of channels that do not see each other.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Rows of Y: ⌊(height + pads − dilation · (kernel − 1) − 1) / stride⌋ + 1, at least 0.</summary>
    public int OutputHeight => Output(Height + PadTop + PadBottom, KernelHeight, StrideHeight, DilationHeight);

    /// <summary>Columns of Y, likewise.</summary>
    public int OutputWidth => Output(Width + PadLeft + PadRight, KernelWidth, StrideWidth, DilationWidth);

    /// <summary>Multiply-adds of the whole convolution, those with padding included.</summary>
    public long MultiplyAccumulates =>
        (long)Batch * OutputChannels * OutputPositions * GroupInputs * Taps;

    internal int GroupInputs => InputChannels / Groups;

    internal int GroupOutputs => OutputChannels / Groups;

    internal int Taps => KernelHeight * KernelWidth;

    internal int Positions => Height * Width;

    internal int OutputPositions => OutputHeight * OutputWidth;

    internal bool IsDepthwise => GroupInputs == 1 && Groups > 1;

    internal long InputLength => (long)Batch * InputChannels * Positions;

    internal long OutputLength => (long)Batch * OutputChannels * OutputPositions;

    internal long WeightLength => (long)OutputChannels * GroupInputs * Taps;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Batch);
        ArgumentOutOfRangeException.ThrowIfNegative(InputChannels);
        ArgumentOutOfRangeException.ThrowIfNegative(Height);
        ArgumentOutOfRangeException.ThrowIfNegative(Width);
        ArgumentOutOfRangeException.ThrowIfNegative(OutputChannels);
        ArgumentOutOfRangeException.ThrowIfLessThan(KernelHeight, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(KernelWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(StrideHeight, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(StrideWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(DilationHeight, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(DilationWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Groups, 1);
        if (InputChannels % Groups != 0 || OutputChannels % Groups != 0)
            throw new ArgumentException($"{Groups} groups do not divide {InputChannels} input and {OutputChannels} output channels.");
        if ((long)Height * Width > int.MaxValue || (long)OutputHeight * OutputWidth > int.MaxValue || (long)GroupInputs * Taps > int.MaxValue)
            throw new ArgumentException("An image plane or a filter of the convolution has more than 2^31 values.");
    }

    private static int Output(int size, int kernel, int stride, int dilation)
    {
        int room = size - dilation * (kernel - 1) - 1;
        return room < 0 ? 0 : room / stride + 1;
    }
}
