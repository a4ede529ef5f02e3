namespace Frugal.Kernels;

/// <summary>dW of a depthwise convolution: a tile owns some output channels and passes over all images in order.</summary>
internal sealed unsafe class DepthwiseWeightGradient : IConvolutionGradientPart
{
    private const int TileChannels = 4;

    private readonly ConvolutionShape shape;
    private readonly MatrixKernels kernels;
    private readonly DepthwisePlane plane;

    public DepthwiseWeightGradient(ConvolutionShape shape, MatrixKernels kernels)
    {
        this.shape = shape;
        this.kernels = kernels;
        plane = new DepthwisePlane(shape, kernels.Width);
    }

    public long ScratchBytes => Scratch.Bytes(plane.Length);

    public long WorkspaceBytes => 0;

    public int Tiles(int phase) => phase == 1 ? (shape.OutputChannels + TileChannels - 1) / TileChannels : 0;

    public void Run(int phase, int tile, in ConvolutionGradientOperands operands, ref Scratch memory)
    {
        int first = tile * TileChannels, last = Math.Min(first + TileChannels, shape.OutputChannels);
        float* padded = memory.Floats(plane.Length);
        new Span<float>(padded, checked((int)plane.Length)).Clear();
        new Span<float>(operands.WeightGradient + (nint)first * shape.Taps, (last - first) * shape.Taps).Clear();
        for (int output = first; output < last; output++)
        {
            int input = output / shape.GroupOutputs;
            for (int image = 0; image < shape.Batch; image++)
            {
                kernels.FillPlane(plane, operands.X + ((nint)image * shape.InputChannels + input) * shape.Positions, padded);
                float* dy = operands.OutputGradient + ((nint)image * shape.OutputChannels + output) * shape.OutputPositions;
                kernels.DepthwiseWeightGradient(plane, dy, padded, operands.WeightGradient + (nint)output * shape.Taps);
            }
        }
    }
}
