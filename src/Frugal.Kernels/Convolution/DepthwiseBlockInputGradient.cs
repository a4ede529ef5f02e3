namespace Frugal.Kernels;

/// <summary>dX of a depthwise convolution with one output a channel, a vector of channels at a time: for short rows and for strides.</summary>
internal sealed unsafe class DepthwiseBlockInputGradient(ConvolutionShape shape, MatrixKernels kernels) : IConvolutionGradientPart
{
    // Rows of this length are faster plane by plane.
    private const int LongRow = 16;

    private readonly DepthwiseBlocks blocks = new(shape, kernels.Width);

    public long ScratchBytes => Scratch.Bytes(blocks.Planes.Length, blocks.OutputFloats, blocks.FilterFloats);

    public long WorkspaceBytes => 0;

    /// <summary>Whether this is the better way.</summary>
    public static bool Suits(ConvolutionShape shape) =>
        shape is { IsDepthwise: true, GroupOutputs: 1 } && (shape.StrideHeight > 1 || shape.StrideWidth > 1 || shape.OutputWidth < LongRow);

    public int Tiles(int phase) => phase == 1 ? shape.Batch : 0;

    public void Run(int phase, int tile, in ConvolutionGradientOperands operands, ref Scratch memory)
    {
        int image = tile;
        float* padded = memory.Floats(blocks.Planes.Length), outputs = memory.Floats(blocks.OutputFloats), filters = memory.Floats(blocks.FilterFloats);
        new Span<float>(outputs, checked((int)blocks.OutputFloats)).Clear();
        new Span<float>(filters, blocks.FilterFloats).Clear();
        fixed (int* rows = blocks.RowOffsets, taps = blocks.TapOffsets)
        {
            for (int block = 0; block < blocks.Count; block++)
            {
                new Span<float>(padded, checked((int)blocks.Planes.Length)).Clear();
                blocks.LoadOutputs(image, block, operands.OutputGradient, outputs);
                blocks.LoadFilters(block, operands.Weights, filters);
                kernels.DepthwiseLanesInputGradient(shape, rows, taps, outputs, filters, padded);
                blocks.Planes.Extract(padded, operands.InputGradient + ((nint)image * shape.InputChannels + block * kernels.Width) * shape.Positions, blocks.Channels(block));
            }
        }
    }
}
