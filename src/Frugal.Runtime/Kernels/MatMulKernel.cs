using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Runtime.Kernels;

/// <summary>
/// MatMul, and Frugal's own with transposition flags, through <see cref="GemmPlan"/>: one product where the right operand is a matrix, else one for
/// each pair of matrices.
/// </summary>
internal sealed class MatMulKernel : Kernel
{
    public override IReadOnlyList<OperatorId> Operators => [OperatorId.Onnx("MatMul"), OperatorId.Frugal("MatMul")];

    public override bool CanFuse(Node node, Node follower, int flowInput, IReadOnlyList<Node> alreadyFused) =>
        node.Operator.Id.Domain.Length == 0 && node.Inputs[1]!.Shape!.Rank == 2 && node.Inputs[0]!.Shape!.Rank >= 2
        && (FusedEpilogue.Accepts(node, follower, flowInput, alreadyFused) || IsBias(node, follower, flowInput, alreadyFused));

    public override Step? Bind(KernelQuery query)
    {
        Operand a = query.Inputs[0]!, b = query.Inputs[1]!, c = query.Outputs[0]!;
        if (!query.IsFloat32 || a.Shape.Rank < 2 || b.Shape.Rank < 2 || query.Attributes.Flag("sumBatch", false)) return null;
        bool transposeA = query.Attributes.Flag("transA", false), transposeB = query.Attributes.Flag("transB", false);
        int n = c.Shape[c.Shape.Rank - 1], k = a.Shape[a.Shape.Rank - (transposeA ? 2 : 1)];
        FusedEpilogue fused = FusedEpilogue.Of(query);
        bool isBias = fused.Residual is { Shape: var added } && added != c.Shape;
        var options = new GemmOptions
        {
            TransposeA = transposeA,
            TransposeB = transposeB,
            Bias = isBias ? BiasKind.PerColumn : BiasKind.None,
            Residual = fused.Residual is not null && !isBias,
            Epilogue = fused.Epilogue,
        };
        if (b.Shape.Rank == 2 && (!transposeA || a.Shape.Rank == 2))
        {
            int rows = checked((int)(c.Shape.Count / Math.Max(1, n)));
            options = options with { ConstantB = b.Constant is not null };
            return SkippingGemmStep.For((rows, n, k), options, a, b, c, query.InstructionSet)
                ?? (Step)new GemmStep(GemmPlan.Create(rows, n, k, options, query.InstructionSet), (rows, n, k), a, b, c,
                    isBias ? fused.Residual : null, isBias ? null : fused.Residual, fused.ToString(), query.InstructionSet);
        }
        int m = c.Shape[c.Shape.Rank - 2];
        return new BatchedGemmStep(GemmPlan.Create(m, n, k, options, query.InstructionSet), (m, n, k), a, b, c);
    }

    private static bool IsBias(Node node, Node follower, int flowInput, IReadOnlyList<Node> alreadyFused) =>
        alreadyFused.Count == 0 && follower.Operator.Id == OperatorId.Onnx("Add")
        && follower.Inputs[1 - flowInput] is { Type: ElementType.Float32, Shape: { Rank: 1 } shape } && shape[0] == node.Output.Shape![-1];
}
