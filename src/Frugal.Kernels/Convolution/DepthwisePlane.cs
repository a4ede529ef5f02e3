namespace Frugal.Kernels;

/// <summary>
/// The layout of a padded copy of one plane of X in which every tap of a depthwise convolution reads neighbouring floats: the columns of a row
/// are sorted by their remainder modulo the stride (a "phase" each), zeros stand for the padding.
/// </summary>
internal sealed class DepthwisePlane
{
    public DepthwisePlane(ConvolutionShape shape, int vectorWidth)
    {
        Shape = shape;
        int stride = shape.StrideWidth;
        int columns = (shape.OutputWidth - 1) * stride + shape.DilationWidth * (shape.KernelWidth - 1) + 1;
        Rows = (shape.OutputHeight - 1) * shape.StrideHeight + shape.DilationHeight * (shape.KernelHeight - 1) + 1;
        PhaseLength = (columns + stride - 1) / stride + vectorWidth;
        RowLength = stride * PhaseLength;
        TapOffsets = new int[shape.Taps];
        for (int tap = 0; tap < TapOffsets.Length; tap++)
        {
            int column = tap % shape.KernelWidth * shape.DilationWidth;
            TapOffsets[tap] = tap / shape.KernelWidth * shape.DilationHeight * RowLength + column % stride * PhaseLength + column / stride;
        }
    }

    /// <summary>The convolution.</summary>
    public ConvolutionShape Shape { get; }

    /// <summary>Rows of the padded plane that some output reads.</summary>
    public int Rows { get; }

    /// <summary>Columns of one phase, with a vector of slack.</summary>
    public int PhaseLength { get; }

    /// <summary>Floats of a row, all phases.</summary>
    public int RowLength { get; }

    /// <summary>Floats of the whole plane, with room behind it for reading the rows of four outputs where fewer are left.</summary>
    public long Length => ((long)Rows + 3L * Shape.StrideHeight + 1) * RowLength;

    /// <summary>From the place of an output (row · stride · RowLength + column) to the input of each tap.</summary>
    public int[] TapOffsets { get; }
}
