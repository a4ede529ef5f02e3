using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Runtime.Kernels;

/// <summary>Gemm through <see cref="GemmPlan"/>: constant weights packed once, bias, residual and activation fused.</summary>
internal sealed class GemmKernel : Kernel
{
    public override IReadOnlyList<OperatorId> Operators => [OperatorId.Onnx("Gemm")];

    public override bool CanFuse(Node node, Node follower, int flowInput, IReadOnlyList<Node> alreadyFused) =>
        (alreadyFused.Count > 0 || !AddsMatrix(node) || follower.Operator.Id.Name != "Add")
        && FusedEpilogue.Accepts(node, follower, flowInput, alreadyFused);

    public override Step? Bind(KernelQuery query)
    {
        if (!query.IsFloat32) return null;
        bool transposeA = query.Attributes.Flag("transA", false), transposeB = query.Attributes.Flag("transB", false);
        Operand a = query.Inputs[0]!, b = query.Inputs[1]!, c = query.Outputs[0]!;
        int m = c.Shape[0], n = c.Shape[1], k = a.Shape[transposeA ? 0 : 1];
        FusedEpilogue fused = FusedEpilogue.Of(query);
        BiasKind bias = BiasKind.None;
        Operand? biasOperand = null, residual = fused.Residual;
        if (query.Input(2) is { } added)
        {
            if (query.Attributes.Float("beta", 1) != 1) return null;
            bias = BiasOf(added.Shape, m, n);
            if (bias != BiasKind.None) biasOperand = added;
            else if (added.Shape == c.Shape && residual is null) residual = added;
            else return null;
        }
        var options = new GemmOptions
        {
            TransposeA = transposeA,
            TransposeB = transposeB,
            ConstantB = b.Constant is not null,
            Alpha = query.Attributes.Float("alpha", 1),
            Bias = bias,
            Residual = residual is not null,
            Epilogue = fused.Epilogue,
        };
        return SkippingGemmStep.For((m, n, k), options, a, b, c, query.InstructionSet)
            ?? (Step)new GemmStep(GemmPlan.Create(m, n, k, options, query.InstructionSet), (m, n, k), a, b, c, biasOperand, residual, fused.ToString(), query.InstructionSet);
    }

    private static bool AddsMatrix(Node node) => node.Input(2) is { Shape: { Rank: 2 } shape } && Equals(shape, node.Output.Shape);

    private static BiasKind BiasOf(Shape shape, int m, int n)
    {
        if (shape.Count == n && (shape.Rank == 1 || (shape.Rank == 2 && shape[0] == 1))) return BiasKind.PerColumn;
        return shape.Rank == 2 && shape[0] == m && shape[1] == 1 ? BiasKind.PerRow : BiasKind.None;
    }
}
