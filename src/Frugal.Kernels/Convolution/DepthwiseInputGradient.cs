namespace Frugal.Kernels;

/// <summary>dX of a depthwise convolution, plane by plane.</summary>
internal sealed unsafe class DepthwiseInputGradient : IConvolutionGradientPart
{
    private const long TileWork = 1 << 18;

    private readonly ConvolutionShape shape;
    private readonly MatrixKernels kernels;
    private readonly DepthwisePlane plane;
    private readonly int tilePlanes, planeTiles;

    public DepthwiseInputGradient(ConvolutionShape shape, MatrixKernels kernels)
    {
        this.shape = shape;
        this.kernels = kernels;
        plane = new DepthwisePlane(shape, kernels.Width);
        tilePlanes = (int)Math.Clamp(TileWork / ((long)shape.OutputPositions * shape.Taps * Math.Max(1, shape.GroupOutputs)), 1, shape.InputChannels);
        planeTiles = (shape.InputChannels + tilePlanes - 1) / tilePlanes;
    }

    public long ScratchBytes => Scratch.Bytes(plane.Length);

    public long WorkspaceBytes => 0;

    public int Tiles(int phase) => phase == 1 ? checked(shape.Batch * planeTiles) : 0;

    public void Run(int phase, int tile, in ConvolutionGradientOperands operands, ref Scratch memory)
    {
        int image = tile / planeTiles, first = tile % planeTiles * tilePlanes, last = Math.Min(first + tilePlanes, shape.InputChannels);
        float* padded = memory.Floats(plane.Length);
        for (int input = first; input < last; input++)
        {
            new Span<float>(padded, checked((int)plane.Length)).Clear();
            for (int output = input * shape.GroupOutputs; output < (input + 1) * shape.GroupOutputs; output++)
            {
                float* dy = operands.OutputGradient + ((nint)image * shape.OutputChannels + output) * shape.OutputPositions;
                kernels.DepthwiseInputGradient(plane, dy, operands.Weights + (nint)output * shape.Taps, padded);
            }

            kernels.ExtractPlane(plane, padded, operands.InputGradient + ((nint)image * shape.InputChannels + input) * shape.Positions);
        }
    }
}
