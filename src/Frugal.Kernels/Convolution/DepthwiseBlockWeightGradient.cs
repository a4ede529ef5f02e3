namespace Frugal.Kernels;

/// <summary>
/// dW of a depthwise convolution with one output a channel, a vector of channels at a time. Images are divided into fixed parts with a sum each, which the
/// last phase adds in order.
/// </summary>
internal sealed unsafe class DepthwiseBlockWeightGradient : IConvolutionGradientPart
{
    private const int MostParts = 8;

    private readonly ConvolutionShape shape;
    private readonly MatrixKernels kernels;
    private readonly DepthwiseBlocks blocks;
    private readonly int parts;

    public DepthwiseBlockWeightGradient(ConvolutionShape shape, MatrixKernels kernels)
    {
        (this.shape, this.kernels) = (shape, kernels);
        blocks = new DepthwiseBlocks(shape, kernels.Width);
        parts = Math.Min(shape.Batch, MostParts);
    }

    public long ScratchBytes => Scratch.Bytes(blocks.Planes.Length, blocks.OutputFloats);

    public long WorkspaceBytes => Scratch.Rounded(parts * PartialLength);

    private long PartialLength => (long)blocks.Count * blocks.FilterFloats;

    public int Tiles(int phase) => phase switch { 1 => parts * blocks.Count, 2 => 1, _ => 0 };

    public void Run(int phase, int tile, in ConvolutionGradientOperands operands, ref Scratch memory)
    {
        var partial = (float*)operands.Workspace;
        if (phase == 1) Accumulate(tile / blocks.Count, tile % blocks.Count, operands, partial, ref memory);
        else Reduce(partial, operands.WeightGradient);
    }

    private void Accumulate(int part, int block, in ConvolutionGradientOperands operands, float* partial, ref Scratch memory)
    {
        float* padded = memory.Floats(blocks.Planes.Length), outputs = memory.Floats(blocks.OutputFloats);
        float* sums = partial + part * (nint)PartialLength + (nint)block * blocks.FilterFloats;
        new Span<float>(padded, checked((int)blocks.Planes.Length)).Clear();
        new Span<float>(outputs, checked((int)blocks.OutputFloats)).Clear();
        new Span<float>(sums, blocks.FilterFloats).Clear();
        int first = RowGroups.Start(shape.Batch, parts, part), last = first + RowGroups.Size(shape.Batch, parts, part);
        fixed (int* rows = blocks.RowOffsets, taps = blocks.TapOffsets)
        {
            for (int image = first; image < last; image++)
            {
                blocks.Planes.Fill(operands.X + ((nint)image * shape.InputChannels + block * kernels.Width) * shape.Positions, padded, blocks.Channels(block));
                blocks.LoadOutputs(image, block, operands.OutputGradient, outputs);
                kernels.DepthwiseLanesWeightGradient(shape, rows, taps, outputs, padded, sums);
            }
        }
    }

    private void Reduce(float* partial, float* dw)
    {
        for (int part = 1; part < parts; part++) kernels.AddTo(partial, partial + part * (nint)PartialLength, (nint)PartialLength);
        for (int block = 0; block < blocks.Count; block++) blocks.StoreFilters(block, partial + (nint)block * blocks.FilterFloats, dw);
    }
}
