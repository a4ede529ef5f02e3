namespace Frugal.Kernels;

/// <summary>
/// The layout of a zero-padded copy of an image with its channels innermost, in which the inputs of one output and one row of the kernel are
/// neighbours: a run of kernelWidth · channels floats (with dilated columns, they are taken one by one). Groups see only their own channels, so there
/// may be as many as channels.
/// </summary>
internal sealed unsafe class ChannelsLastPlanes
{
    // Runs are read by whole vectors, a strip of twelve at most.
    private const int Slack = 256;

    private readonly ConvolutionShape shape;
    private readonly int rows, columns;

    public ChannelsLastPlanes(ConvolutionShape shape)
    {
        this.shape = shape;
        rows = (shape.OutputHeight - 1) * shape.StrideHeight + shape.DilationHeight * (shape.KernelHeight - 1) + 1;
        columns = (shape.OutputWidth - 1) * shape.StrideWidth + shape.DilationWidth * (shape.KernelWidth - 1) + 1;
        PositionOffsets = new int[shape.OutputPositions];
        for (int i = 0; i < PositionOffsets.Length; i++)
            PositionOffsets[i] = checked((i / shape.OutputWidth * shape.StrideHeight * columns + i % shape.OutputWidth * shape.StrideWidth) * shape.InputChannels);
        RunOffsets = new int[shape.KernelHeight];
        for (int i = 0; i < RunOffsets.Length; i++) RunOffsets[i] = checked(i * shape.DilationHeight * columns * shape.InputChannels);
    }

    /// <summary>Floats of a run.</summary>
    public int Run => shape.KernelWidth * shape.InputChannels;

    /// <summary>Floats of the padded image, with room behind it.</summary>
    public long Length => (long)rows * columns * shape.InputChannels + Slack;

    /// <summary>From the start to the first input of each output, in floats.</summary>
    public int[] PositionOffsets { get; }

    /// <summary>From there to the run of each row of the kernel, in floats.</summary>
    public int[] RunOffsets { get; }

    private int FirstRow => Math.Max(0, shape.PadTop);

    private int Rows => Math.Max(0, Math.Min(rows, shape.Height + shape.PadTop) - FirstRow);

    private int FirstColumn => Math.Max(0, shape.PadLeft);

    private int Columns => Math.Max(0, Math.Min(columns, shape.Width + shape.PadLeft) - FirstColumn);

    /// <summary>Whether each element of an image stands in the padded copy.</summary>
    public bool CoversImage => Rows == shape.Height && Columns == shape.Width;

    // Rows of the interior follow each other without gaps in both layouts, and can be taken as one.
    private bool IsContiguous => Columns == columns && columns == shape.Width;

    /// <summary>Writes an image [channels, height, width] into the interior; what surrounds it, and further channels, are left alone.</summary>
    public void Fill(float* x, float* padded, int channels)
    {
        var (source, target, count, length) = Interior();
        for (int i = 0; i < count; i++, source += shape.Width, target += (nint)columns * shape.InputChannels)
            Transposition.Strided(ref x[source], shape.Positions, ref padded[target], shape.InputChannels, channels, length);
    }

    /// <summary>Brings the interior back; elements of the image without a place there become 0.</summary>
    public void Extract(float* padded, float* x, int channels)
    {
        if (!CoversImage) new Span<float>(x, channels * shape.Positions).Clear();
        var (target, source, count, length) = Interior();
        for (int i = 0; i < count; i++, target += shape.Width, source += (nint)columns * shape.InputChannels)
            Transposition.Strided(ref padded[source], shape.InputChannels, ref x[target], shape.Positions, length, channels);
    }

    // Where the interior begins in an image and in the padded copy, and in how many pieces of how many positions it is moved.
    private (nint Image, nint Padded, int Count, int Length) Interior()
    {
        nint image = (nint)(FirstRow - shape.PadTop) * shape.Width + FirstColumn - shape.PadLeft;
        nint padded = ((nint)FirstRow * columns + FirstColumn) * shape.InputChannels;
        return IsContiguous ? (image, padded, 1, Rows * columns) : (image, padded, Rows, Columns);
    }
}
