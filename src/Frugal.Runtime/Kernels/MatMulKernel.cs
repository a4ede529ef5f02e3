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
        && (IsBias(node, follower, flowInput, alreadyFused)
            || FusedEpilogue.Accepts(node, follower, flowInput, alreadyFused.Count > 0 && AddsBias(alreadyFused[0], node) ? [.. alreadyFused.Skip(1)] : alreadyFused));

    public override Step? Bind(KernelQuery query)
    {
        Operand a = query.Inputs[0]!, b = query.Inputs[1]!, c = query.Outputs[0]!;
        if (!query.IsFloat32 || a.Shape.Rank < 2 || b.Shape.Rank < 2 || query.Attributes.Flag("sumBatch", false)) return null;
        bool transposeA = query.Attributes.Flag("transA", false), transposeB = query.Attributes.Flag("transB", false);
        int n = c.Shape[c.Shape.Rank - 1], k = a.Shape[a.Shape.Rank - (transposeA ? 2 : 1)];
        FusedEpilogue fused = FusedEpilogue.Of(query);
        Operand? bias = query.Fused is [var first, ..] && AddsBias(first.Node, query.Node) ? first.Inputs[1 - first.FlowInput] : null;
        Operand? residual = fused.Residual == bias ? null : fused.Residual;
        var options = new GemmOptions
        {
            TransposeA = transposeA,
            TransposeB = transposeB,
            Bias = bias is null ? BiasKind.None : BiasKind.PerColumn,
            Residual = residual is not null,
            Epilogue = fused.Epilogue,
        };
        if (b.Shape.Rank == 2 && (!transposeA || a.Shape.Rank == 2))
        {
            int rows = checked((int)(c.Shape.Count / Math.Max(1, n)));
            options = options with { ConstantB = b.Constant is not null };
            // The standard's MatMul makes NaN of 0 times infinity; only Frugal's own, which gradients are made of, may pass over zeros.
            return (query.Node.Operator.Id.Domain.Length == 0 ? null : SkippingGemmStep.For((rows, n, k), options, a, b, c, query.InstructionSet))
                ?? (Step)new GemmStep(GemmPlan.Create(rows, n, k, options, query.InstructionSet), (rows, n, k), a, b, c, bias, residual,
                    (fused with { Residual = residual }).ToString(), query.InstructionSet);
        }
        int m = c.Shape[c.Shape.Rank - 2];
        return new BatchedGemmStep(GemmPlan.Create(m, n, k, options, query.InstructionSet), (m, n, k), a, b, c);
    }

    private static bool IsBias(Node node, Node follower, int flowInput, IReadOnlyList<Node> alreadyFused) =>
        alreadyFused.Count == 0 && follower.Operator.Id == OperatorId.Onnx("Add") && FitsColumns(follower.Inputs[1 - flowInput], node);

    // Whether the first node behind a product adds one value a column; the product itself has as many axes as its result.
    private static bool AddsBias(Node follower, Node node) => follower.Operator.Id == OperatorId.Onnx("Add") && follower.Inputs.Any(i => FitsColumns(i, node));

    private static bool FitsColumns(Value? value, Node node) =>
        value is { Type: ElementType.Float32, Shape: { Rank: 1 } shape } && node.Output.Shape!.Rank > 1 && shape[0] == node.Output.Shape[-1];
}
