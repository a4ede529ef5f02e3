namespace Frugal.Kernels;

/// <summary>
/// A float32 convolution of one shape, Y = activation(W ∗ X + bias + residual), NCHW in and out. Immutable and safe to share; memory
/// belongs to the caller.
/// </summary>
/// <remarks>
/// Depthwise convolutions go plane by plane (<see cref="DepthwiseConvolution"/>), those with few outputs read padded planes directly
/// (<see cref="PlaneConvolution"/>), 3 × 3 filters go by Winograd's algorithm where that is allowed and saves time (<see cref="WinogradConvolution"/>), all others gather patches and multiply (<see cref="PatchConvolution"/>). Work is divided by shape only: any
/// order of the tiles on any number of threads gives the same bits.
/// </remarks>
public sealed unsafe class ConvolutionPlan
{
    private readonly IConvolutionMethod? method;

    private ConvolutionPlan(ConvolutionShape shape, ConvolutionOptions options, MatrixKernels kernels)
    {
        Shape = shape;
        Options = options;
        if (shape.OutputLength == 0) return;
        int winogradTile = WinogradConvolution.TileFor(shape, options, kernels);
        method = shape.IsDepthwise ? new DepthwiseConvolution(shape, options, kernels)
            : winogradTile > 0 ? new WinogradConvolution(shape, options, kernels, winogradTile)
            : PlaneConvolution.Suits(shape, kernels) ? new PlaneConvolution(shape, options, kernels)
            : new PatchConvolution(shape, options, kernels);
    }

    /// <summary>The sizes.</summary>
    public ConvolutionShape Shape { get; }

    /// <summary>What is computed.</summary>
    public ConvolutionOptions Options { get; }

    /// <summary>Independent pieces of the result.</summary>
    public int Tiles => method?.Tiles ?? 0;

    /// <summary>Scratch memory that each running tile needs.</summary>
    public long ScratchBytes => method?.ScratchBytes ?? 0;

    /// <summary>The size of packed weights.</summary>
    public long PackedWeightBytes => (method?.PackedFloats ?? Shape.WeightLength) * sizeof(float);

    /// <summary>The algorithm, for profiles.</summary>
    public string Method => method?.Name ?? "nothing";

    /// <summary>Plans a convolution.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="options">Bias, residual, activation, constant weights.</param>
    /// <param name="set">The instruction set; by default <see cref="InstructionSets.Current"/>.</param>
    /// <exception cref="ArgumentException">A size is out of range, or the groups do not divide the channels.</exception>
    public static ConvolutionPlan Create(ConvolutionShape shape, ConvolutionOptions options, InstructionSet? set = null)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(options);
        shape.Check();
        return new ConvolutionPlan(shape, options, MatrixKernels.For(set));
    }

    /// <summary>Brings constant weights into the order that the kernels read.</summary>
    /// <param name="weights">W in ONNX's layout.</param>
    /// <param name="packed">Receives <see cref="PackedWeightBytes"/> bytes.</param>
    public void PackWeights(ReadOnlySpan<float> weights, Span<float> packed)
    {
        ConvolutionOperands.Check(weights.Length, Shape.WeightLength, "W");
        ConvolutionOperands.Check(packed.Length, PackedWeightBytes / sizeof(float), "packed W");
        fixed (float* source = weights, target = packed) method?.PackWeights(source, target);
    }

    /// <summary>Computes one tile of Y.</summary>
    /// <param name="tile">Which one, below <see cref="Tiles"/>.</param>
    /// <param name="x">X.</param>
    /// <param name="weights">W; packed when constant.</param>
    /// <param name="bias">A value for each output channel, or empty.</param>
    /// <param name="residual">A tensor in Y's layout, or empty.</param>
    /// <param name="y">Y.</param>
    /// <param name="scratch">At least <see cref="ScratchBytes"/>, used by no other tile at the same time; need not be cleared.</param>
    public void RunTile(int tile, ReadOnlySpan<float> x, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, ReadOnlySpan<float> residual, Span<float> y, Span<byte> scratch)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)tile, (uint)Tiles, nameof(tile));
        ConvolutionOperands.Check(x.Length, Shape.InputLength, "X");
        ConvolutionOperands.Check(weights.Length, Options.ConstantWeights ? PackedWeightBytes / sizeof(float) : Shape.WeightLength, "W");
        ConvolutionOperands.Check(y.Length, Shape.OutputLength, "Y");
        if (Options.Bias) ConvolutionOperands.Check(bias.Length, Shape.OutputChannels, "the bias");
        if (Options.Residual) ConvolutionOperands.Check(residual.Length, Shape.OutputLength, "the residual");
        fixed (float* xStart = x, weightStart = weights, biasStart = bias, residualStart = residual, yStart = y)
        fixed (byte* scratchStart = scratch)
        {
            var memory = new Scratch(scratchStart, scratch.Length);
            Run(tile, xStart, weightStart, biasStart, residualStart, yStart, ref memory);
        }
    }

    /// <summary>A tile, all memory pinned and checked.</summary>
    internal void Run(int tile, float* x, float* weights, float* bias, float* residual, float* y, ref Scratch memory)
    {
        var operands = new ConvolutionOperands { X = x, Weights = weights, Bias = bias, Residual = residual, Y = y };
        method!.Run(tile, operands, ref memory);
    }
}
