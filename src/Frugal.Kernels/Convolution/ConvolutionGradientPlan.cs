namespace Frugal.Kernels;

/// <summary>
/// The gradients of a convolution of one shape, fused: from X, W and dY the gradients dX, dW and dB, each optional. Immutable and safe to share;
/// memory belongs to the caller.
/// </summary>
/// <remarks>
/// There are <see cref="Phases"/> phases; all tiles of a phase finish before the first of the next starts, and within a phase they may run in any order
/// on any threads. Sums over images are taken in fixed parts, then over the parts in order: the bits do not depend on the threads.
/// A <see cref="WorkspaceBytes"/> workspace, shared by all tiles, carries what one phase leaves to the next.
/// </remarks>
public sealed class ConvolutionGradientPlan
{
    // Shares of non-zeros in dY from which on passing over the zeros no longer pays.
    private const double SparseInputDensity = 0.4, SparseWeightDensity = 0.5;

    private readonly IConvolutionGradientPart[] parts;

    private ConvolutionGradientPlan(ConvolutionShape shape, ConvolutionGradients wanted, MatrixKernels kernels)
    {
        Shape = shape;
        Wanted = wanted;
        var chosen = new List<IConvolutionGradientPart>();
        if (wanted.HasFlag(ConvolutionGradients.Input) && shape.InputLength > 0) chosen.Add(InputPart(shape, kernels));
        if (wanted.HasFlag(ConvolutionGradients.Weights) && shape.WeightLength > 0) chosen.Add(WeightPart(shape, kernels));
        if (wanted.HasFlag(ConvolutionGradients.Bias) && shape.OutputChannels > 0) chosen.Add(new BiasGradient(shape, kernels));
        parts = [.. chosen];
        foreach (var part in parts)
        {
            ScratchBytes = Math.Max(ScratchBytes, part.ScratchBytes);
            WorkspaceBytes += part.WorkspaceBytes;
        }
    }

    /// <summary>The sizes of the convolution.</summary>
    public ConvolutionShape Shape { get; }

    /// <summary>Which gradients are computed.</summary>
    public ConvolutionGradients Wanted { get; }

    /// <summary>Preparation, sums, sums of parts.</summary>
    public int Phases => 3;

    /// <summary>Scratch memory that each running tile needs.</summary>
    public long ScratchBytes { get; }

    /// <summary>Memory shared by the tiles of all phases; need not be cleared.</summary>
    public long WorkspaceBytes { get; }

    /// <summary>Independent pieces of a phase, possibly none.</summary>
    public int Tiles(int phase)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)phase, (uint)Phases, nameof(phase));
        int tiles = 0;
        foreach (var part in parts) tiles += part.Tiles(phase);
        return tiles;
    }

    /// <summary>Plans the gradients of a convolution.</summary>
    /// <param name="shape">The sizes of the convolution.</param>
    /// <param name="wanted">Which gradients.</param>
    /// <param name="set">The instruction set; by default <see cref="InstructionSets.Current"/>.</param>
    /// <exception cref="ArgumentException">A size is out of range, or the groups do not divide the channels.</exception>
    public static ConvolutionGradientPlan Create(ConvolutionShape shape, ConvolutionGradients wanted, InstructionSet? set = null)
    {
        ArgumentNullException.ThrowIfNull(shape);
        shape.Check();
        return new ConvolutionGradientPlan(shape, wanted, MatrixKernels.For(set));
    }

    /// <summary>Runs one tile of one phase. Spans of gradients that are not wanted, and X where only dX and dB are, may be empty.</summary>
    /// <param name="phase">Below <see cref="Phases"/>.</param>
    /// <param name="tile">Below <see cref="Tiles"/> of that phase.</param>
    /// <param name="x">X; read for dW.</param>
    /// <param name="weights">W as ONNX stores it; read for dX.</param>
    /// <param name="dy">The gradient of the result.</param>
    /// <param name="dx">Receives the gradient of X.</param>
    /// <param name="dw">Receives the gradient of W.</param>
    /// <param name="db">Receives the gradient of the bias.</param>
    /// <param name="workspace">At least <see cref="WorkspaceBytes"/>, the same for all phases and tiles.</param>
    /// <param name="scratch">At least <see cref="ScratchBytes"/>, used by no other tile at the same time.</param>
    public unsafe void RunTile(int phase, int tile, ReadOnlySpan<float> x, ReadOnlySpan<float> weights, ReadOnlySpan<float> dy,
        Span<float> dx, Span<float> dw, Span<float> db, Span<byte> workspace, Span<byte> scratch)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)tile, (uint)Tiles(phase), nameof(tile));
        Check(x.Length, weights.Length, dy.Length, dx.Length, dw.Length, db.Length, workspace.Length, scratch.Length);
        fixed (float* xStart = x, weightStart = weights, dyStart = dy, dxStart = dx, dwStart = dw, dbStart = db)
        fixed (byte* workspaceStart = workspace, scratchStart = scratch)
        {
            var operands = new ConvolutionGradientOperands
            {
                X = xStart,
                Weights = weightStart,
                OutputGradient = dyStart,
                InputGradient = dxStart,
                WeightGradient = dwStart,
                BiasGradient = dbStart,
                Workspace = workspaceStart,
            };
            foreach (var part in parts)
            {
                int own = part.Tiles(phase);
                if (tile < own)
                {
                    var memory = new Scratch(scratchStart, scratch.Length);
                    part.Run(phase, tile, operands, ref memory);
                    return;
                }

                tile -= own;
                operands.Workspace += part.WorkspaceBytes;
            }
        }
    }

    private static IConvolutionGradientPart InputPart(ConvolutionShape shape, MatrixKernels kernels)
    {
        if (shape.OutputLength == 0) return new EmptyInputGradient(shape);
        IConvolutionGradientPart dense = DepthwiseBlockInputGradient.Suits(shape) ? new DepthwiseBlockInputGradient(shape, kernels)
            : FlippedInputGradient.Suits(shape) ? new FlippedInputGradient(shape, kernels)
            : shape.IsDepthwise ? new DepthwiseInputGradient(shape, kernels)
            : new ScatteredInputGradient(shape, kernels);
        return SparseInputGradient.Suits(shape)
            ? new GradientBySparsity(shape, dense, new SparseInputGradient(shape, kernels), SparseInputDensity)
            : dense;
    }

    private static IConvolutionGradientPart WeightPart(ConvolutionShape shape, MatrixKernels kernels)
    {
        if (shape.IsDepthwise && shape.OutputLength > 0 && shape.GroupOutputs == 1) return new DepthwiseBlockWeightGradient(shape, kernels);
        if (shape.IsDepthwise && shape.OutputLength > 0) return new DepthwiseWeightGradient(shape, kernels);
        var dense = new WeightGradient(shape, kernels);
        return SparseWeightGradient.Suits(shape)
            ? new GradientBySparsity(shape, dense, new SparseWeightGradient(shape, kernels), SparseWeightDensity)
            : dense;
    }

    private void Check(int x, int weights, int dy, int dx, int dw, int db, int workspace, int scratch)
    {
        ConvolutionOperands.Check(dy, Shape.OutputLength, "dY");
        if (Wanted.HasFlag(ConvolutionGradients.Input))
        {
            ConvolutionOperands.Check(weights, Shape.WeightLength, "W");
            ConvolutionOperands.Check(dx, Shape.InputLength, "dX");
        }

        if (Wanted.HasFlag(ConvolutionGradients.Weights))
        {
            ConvolutionOperands.Check(x, Shape.InputLength, "X");
            ConvolutionOperands.Check(dw, Shape.WeightLength, "dW");
        }

        if (Wanted.HasFlag(ConvolutionGradients.Bias)) ConvolutionOperands.Check(db, Shape.OutputChannels, "dB");
        if (workspace < WorkspaceBytes || scratch < ScratchBytes)
            throw new ArgumentException("The workspace or scratch memory is smaller than the plan's WorkspaceBytes or ScratchBytes: allocate what the plan asks for.");
    }
}
