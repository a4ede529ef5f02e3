using Frugal.Graphs;
using Frugal.Graphs.Operators;
using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Runtime.Kernels;

/// <summary>Conv over one or two spatial axes through <see cref="ConvolutionPlan"/>: constant weights packed once, bias, residual and activation fused.</summary>
internal sealed class ConvolutionKernel : Kernel
{
    public override IReadOnlyList<OperatorId> Operators => [OperatorId.Onnx("Conv")];

    public override bool CanFuse(Node node, Node follower, int flowInput, IReadOnlyList<Node> alreadyFused) =>
        FusedEpilogue.Accepts(node, follower, flowInput, alreadyFused);

    public override Step? Bind(KernelQuery query)
    {
        if (!query.IsFloat32 || ShapeOf(query.Attributes, query.Inputs[0]!.Shape, query.Inputs[1]!.Shape) is not { } shape) return null;
        FusedEpilogue fused = FusedEpilogue.Of(query);
        var options = new ConvolutionOptions
        {
            ConstantWeights = query.Inputs[1]!.Constant is not null,
            Bias = query.Input(2) is not null,
            Residual = fused.Residual is not null,
            Accuracy = query.Accuracy,
            Epilogue = fused.Epilogue,
        };
        return new ConvolutionStep(ConvolutionPlan.Create(shape, options, query.InstructionSet), query, fused);
    }

    /// <summary>The convolution of a node, or null where it has more than two spatial axes.</summary>
    public static ConvolutionShape? ShapeOf(NodeAttributes attributes, Shape x, Shape w)
    {
        if (x.Rank is not (3 or 4)) return null;
        WindowAxis[] axes = WindowAxis.Read(attributes, w.Dimensions[2..]);
        WindowAxis column = axes[^1], row = axes.Length == 2 ? axes[0] : new WindowAxis(1, 1, 1, 0, 0, "NOTSET", false);
        int height = x.Rank == 4 ? x[2] : 1, width = x[x.Rank - 1];
        (_, int top, int bottom) = row.Over(height);
        (_, int left, int right) = column.Over(width);
        return new ConvolutionShape
        {
            Batch = x[0],
            InputChannels = x[1],
            Height = height,
            Width = width,
            OutputChannels = w[0],
            KernelHeight = row.Kernel,
            KernelWidth = column.Kernel,
            StrideHeight = row.Stride,
            StrideWidth = column.Stride,
            DilationHeight = row.Dilation,
            DilationWidth = column.Dilation,
            PadTop = top,
            PadBottom = bottom,
            PadLeft = left,
            PadRight = right,
            Groups = (int)attributes.Int("group", 1),
        };
    }

    private sealed class ConvolutionStep : Step
    {
        private readonly ConvolutionPlan plan;
        private readonly Operand x, w, y;
        private readonly Operand? bias, residual;
        private readonly DenseTensor? packed;
        private readonly string fused;

        public ConvolutionStep(ConvolutionPlan plan, KernelQuery query, FusedEpilogue fused)
        {
            (this.plan, x, w, y, bias, residual, this.fused) = (plan, query.Inputs[0]!, query.Inputs[1]!, query.Outputs[0]!, query.Input(2), fused.Residual, fused.ToString());
            if (w.Constant is { } weights)
                packed = PackedWeights.Get(weights, $"convolution {query.InstructionSet} {plan.Method} {plan.Shape}", plan.PackedWeightBytes,
                    into => plan.PackWeights(weights.Span<float>(), into.Span<float>()));
        }

        public override long ScratchBytes => plan.ScratchBytes;

        public override int Tiles(int phase) => plan.Tiles;

        public override void Run(in Buffers buffers, int phase, int tile, Span<byte> scratch) => plan.RunTile(
            tile, buffers.Of<float>(x), packed is null ? buffers.Of<float>(w) : packed.Span<float>(),
            buffers.OfOptional<float>(bias), buffers.OfOptional<float>(residual), buffers.Of<float>(y), scratch);

        public override string Describe() =>
            $"convolution {w.Shape} over {x.Shape}, {plan.Method}{(packed is null ? "" : ", packed")}{(bias is null ? "" : ", bias")}{fused}";
    }
}
