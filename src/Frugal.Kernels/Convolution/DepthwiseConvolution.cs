namespace Frugal.Kernels;

/// <summary>Convolution of each input plane with the filters of its own outputs. Memory and, for small filters, multiply-adds limit it.</summary>
internal sealed unsafe class DepthwiseConvolution : IConvolutionMethod
{
    // Planes are grouped up to this many multiply-adds.
    private const long TileWork = 1 << 18;

    private readonly ConvolutionShape shape;
    private readonly ConvolutionOptions options;
    private readonly MatrixKernels kernels;
    private readonly TileFinish finish;
    private readonly DepthwisePlane plane;
    private readonly int tilePlanes, planeTiles;

    public DepthwiseConvolution(ConvolutionShape shape, ConvolutionOptions options, MatrixKernels kernels)
    {
        this.shape = shape;
        this.options = options;
        this.kernels = kernels;
        finish = new TileFinish(1, false, options.Bias ? BiasKind.PerRow : BiasKind.None, options.Residual, options.Epilogue);
        plane = new DepthwisePlane(shape, kernels.Width);
        tilePlanes = (int)Math.Clamp(TileWork / ((long)shape.OutputPositions * shape.Taps), 1, shape.OutputChannels);
        planeTiles = (shape.OutputChannels + tilePlanes - 1) / tilePlanes;
        Tiles = checked(shape.Batch * planeTiles);
    }

    public int Tiles { get; }

    public long PackedFloats => shape.WeightLength;

    public string Name => "depthwise";

    public long ScratchBytes => Scratch.Bytes(plane.Length);

    public void PackWeights(float* weights, float* packed) =>
        new ReadOnlySpan<float>(weights, (int)shape.WeightLength).CopyTo(new Span<float>(packed, (int)shape.WeightLength));

    public void Run(int tile, in ConvolutionOperands operands, ref Scratch memory)
    {
        int image = tile / planeTiles, first = tile % planeTiles * tilePlanes;
        int last = Math.Min(first + tilePlanes, shape.OutputChannels);
        float* padded = memory.Floats(plane.Length);
        new Span<float>(padded, checked((int)plane.Length)).Clear();
        TileTarget target = finish.Target();
        bool whole = shape is { KernelHeight: 3, KernelWidth: 3, DilationHeight: 1 };
        var kernel = whole && shape.StrideHeight == 1 ? kernels.Depthwise3x3 : whole && shape.StrideHeight == 2 ? kernels.Depthwise3x3Stride2 : kernels.Depthwise;
        int filled = -1;
        for (int output = first; output < last; output++)
        {
            int input = output / shape.GroupOutputs;
            if (input != filled) kernels.FillPlane(plane, operands.X + ((nint)image * shape.InputChannels + input) * shape.Positions, padded);
            filled = input;
            nint at = ((nint)image * shape.OutputChannels + output) * shape.OutputPositions;
            target.C = operands.Y + at;
            target.Bias = operands.Bias + (options.Bias ? output : 0);
            target.Residual = options.Residual ? operands.Residual + at : target.C;
            kernel(plane, padded, operands.Weights + (nint)output * shape.Taps, &target);
        }
    }
}
