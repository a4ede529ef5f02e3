using Frugal.Tensors;

namespace Frugal.Graphs.Passes;

/// <summary>
/// Makes MatMul and the Add behind it one Gemm where both operands are matrices and the summand broadcasts to the product without widening it; products of
/// more axes would need a Reshape on either side and stay.
/// </summary>
internal static class MatMulToGemm
{
    public static int Run(PassContext context) => context.Nodes("Add").Count(add => TryMerge(context, add));

    private static bool TryMerge(PassContext context, Node add)
    {
        if (!add.Output.Type.IsFloatingPoint()) return false;
        foreach (Value? operand in add.Inputs)
        {
            if (Pattern.Producer(operand, "MatMul") is not { Inputs: [{ Shape.Rank: 2 } a, { Shape.Rank: 2 } b] } product || product.Graph != add.Graph) continue;
            if (operand!.Uses.Count != 1 || !context.IsReadOnlyBy(operand, add) || Pattern.Other(add, operand) is not { } summand) continue;
            if (!Broadcasts(summand.Shape, a.Shape[0], b.Shape[1])) continue;
            NodeEdits.Replace(add, OperatorId.Onnx("Gemm"), [a, b, summand], [], NodeAttributes.Empty);
            add.Graph.RemoveNode(product);
            return true;
        }
        return false;
    }

    private static bool Broadcasts(SymbolicShape? summand, Dimension rows, Dimension columns) => summand is { Rank: <= 2 }
        && (summand.Rank < 1 || Fits(summand[-1], columns)) && (summand.Rank < 2 || Fits(summand[0], rows));

    private static bool Fits(Dimension own, Dimension target) => own == 1 || (!own.IsUnknown && own == target);
}
