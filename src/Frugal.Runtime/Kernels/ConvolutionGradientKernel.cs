using Frugal.Graphs;
using Frugal.Kernels;

namespace Frugal.Runtime.Kernels;

/// <summary>The fused gradient of Conv through <see cref="ConvolutionGradientPlan"/>.</summary>
internal sealed class ConvolutionGradientKernel : Kernel
{
    public override IReadOnlyList<OperatorId> Operators => [OperatorId.Frugal("ConvGradient")];

    public override Step? Bind(KernelQuery query)
    {
        if (!query.IsFloat32 || ConvolutionKernel.ShapeOf(query.Attributes, query.Inputs[1]!.Shape, query.Inputs[2]!.Shape) is not { } shape) return null;
        Operand? Output(int index) => index < query.Outputs.Count ? query.Outputs[index] : null;
        ConvolutionGradients wanted = (Output(0) is null ? 0 : ConvolutionGradients.Input)
            | (Output(1) is null ? 0 : ConvolutionGradients.Weights)
            | (Output(2) is null ? 0 : ConvolutionGradients.Bias);
        return new GradientStep(ConvolutionGradientPlan.Create(shape, wanted, query.InstructionSet), query, Output(0), Output(1), Output(2));
    }

    private sealed class GradientStep : Step
    {
        private readonly ConvolutionGradientPlan plan;
        private readonly Operand dy, x, w;
        private readonly Operand? dx, dw, db, workspace;

        public GradientStep(ConvolutionGradientPlan plan, KernelQuery query, Operand? dx, Operand? dw, Operand? db)
        {
            (this.plan, this.dx, this.dw, this.db) = (plan, dx, dw, db);
            (dy, x, w) = (query.Inputs[0]!, query.Inputs[1]!, query.Inputs[2]!);
            if (plan.WorkspaceBytes > 0) workspace = query.Workspace(plan.WorkspaceBytes);
        }

        public override int Phases => plan.Phases;

        public override long ScratchBytes => plan.ScratchBytes;

        public override int Tiles(int phase) => plan.Tiles(phase);

        public override void Run(in Buffers buffers, int phase, int tile, Span<byte> scratch) => plan.RunTile(
            phase, tile, buffers.Of<float>(x), buffers.Of<float>(w), buffers.Of<float>(dy),
            buffers.OfOptional<float>(dx), buffers.OfOptional<float>(dw), buffers.OfOptional<float>(db), buffers.OfOptional<byte>(workspace), scratch);

        public override string Describe() => $"convolution gradient {w.Shape} over {x.Shape}: {plan.Wanted}";
    }
}
