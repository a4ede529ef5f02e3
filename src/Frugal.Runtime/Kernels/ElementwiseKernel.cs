using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Runtime.Kernels;

/// <summary>Element-wise operators, alone or as a chain in one pass over memory; operands may be of the same shape, scalars, or one value a channel.</summary>
internal sealed class ElementwiseKernel : Kernel
{
    private const int LongestChain = 8;

    public override IReadOnlyList<OperatorId> Operators => [.. ElementwiseFunctions.Unary, .. ElementwiseFunctions.Binary];

    public override bool CanFuse(Node node, Node follower, int flowInput, IReadOnlyList<Node> alreadyFused)
    {
        if (alreadyFused.Count >= LongestChain - 1 || follower.Output.Type != ElementType.Float32 || !Equals(follower.Output.Shape, node.Output.Shape)) return false;
        if (ElementwiseFunctions.UnaryOf(follower) is not null) return flowInput == 0;
        return ElementwiseFunctions.BinaryOf(follower) is not null && follower.Inputs[1 - flowInput] is { Type: ElementType.Float32 } other && other != follower.Inputs[flowInput]
            && PatternOf(other.Shape!.ToShape(), node.Output.Shape!.ToShape()) is not null;
    }

    public override Step? Bind(KernelQuery query)
    {
        if (!query.IsFloat32) return null;
        Shape shape = query.Outputs[0]!.Shape;
        var steps = new List<ChainStep>();
        var operands = new List<(Operand Operand, bool Whole)>();
        bool Append(Node node, int flowInput, Func<int, Operand> input)
        {
            if (ElementwiseFunctions.UnaryOf(node) is { } unary)
            {
                steps.Add(ChainStep.Unary(unary.Function, unary.Alpha, unary.Beta));
                return true;
            }
            if (ElementwiseFunctions.BinaryOf(node) is not { } function) return false;
            Operand other = input(1 - flowInput);
            if (other.Type != ElementType.Float32 || PatternOf(other.Shape, shape) is not { } inner) return false;
            bool reversed = flowInput == 1;
            steps.Add(inner == 0 ? ChainStep.Binary(function, operands.Count, reversed) : ChainStep.BinaryChannels(function, operands.Count, inner, reversed));
            operands.Add((other, inner != 0));
            return operands.Count <= ChainOperands.Capacity;
        }

        int first = query.Inputs[0]!.Shape == shape ? 0 : query.Input(1)?.Shape == shape ? 1 : -1;
        if (first < 0 || !Append(query.Node, first, i => query.Inputs[i]!)) return null;
        foreach (FusedNode fused in query.Fused)
            if (!Append(fused.Node, fused.FlowInput, i => fused.Inputs[i]!)) return null;
        return Chain(query, first, [.. steps], [.. operands]);
    }

    private static RangeStep Chain(KernelQuery query, int first, ChainStep[] steps, (Operand Operand, bool Whole)[] operands)
    {
        Operand x = query.Inputs[first]!, y = query.Outputs[0]!;
        string names = string.Join(", ", query.Fused.Select(f => f.Node.Operator.Id.Name).Prepend(query.Node.Operator.Id.Name));
        return new RangeStep(y.Shape.Count, 1, $"element-wise {y.Shape}: {names}", (in Buffers buffers, int start, int count) =>
        {
            var others = new ChainOperands();
            for (int i = 0; i < operands.Length; i++)
            {
                ReadOnlySpan<float> all = buffers.Of<float>(operands[i].Operand);
                others[i] = operands[i].Whole ? all : all.Slice(start, count);
            }
            ElementwiseChain.Run(steps, buffers.Of<float>(x).Slice(start, count), others, buffers.Of<float>(y).Slice(start, count), start);
        }, first);
    }

    /// <summary>
    /// How an operand is repeated over the result: 0, not at all; else the number of consecutive elements that share a value. Null where the
    /// repetition is of another kind.
    /// </summary>
    internal static int? PatternOf(Shape operand, Shape result)
    {
        if (operand.Count == result.Count && Aligned(operand, result)) return 0;
        if (operand.Count == 1) return checked((int)Math.Max(1, result.Count));
        int offset = result.Rank - operand.Rank;
        if (offset < 0) return null;
        int first = 0, last = operand.Rank - 1;
        while (operand[first] == 1) first++;
        while (operand[last] == 1) last--;
        for (int i = first; i <= last; i++)
            if (operand[i] != result[i + offset]) return null;
        return checked((int)result.Product(last + offset + 1, result.Rank));
    }

    private static bool Aligned(Shape operand, Shape result)
    {
        for (int i = 1; i <= Math.Max(operand.Rank, result.Rank); i++)
            if ((i <= operand.Rank ? operand[operand.Rank - i] : 1) != (i <= result.Rank ? result[result.Rank - i] : 1)) return false;
        return true;
    }
}
