namespace Frugal.Graphs.Passes;

/// <summary>Walks back over element-wise nodes of which each is read by the next alone: what a change of shape or order may be moved across.</summary>
internal static class ElementwiseChain
{
    private const int MostNodes = 16;

    private static readonly HashSet<string> OneOperand =
    [
        "Relu", "LeakyRelu", "Elu", "Selu", "Celu", "Sigmoid", "HardSigmoid", "HardSwish", "Tanh", "Softplus", "Softsign", "Gelu", "Mish", "Swish", "ThresholdedRelu", "Erf",
        "Exp", "Log", "Sqrt", "Reciprocal", "Neg", "Abs", "Sign", "Floor", "Ceil", "Round", "Sin", "Cos", "Cast", "Not", "Clip",
    ];

    private static readonly HashSet<string> TwoOperands = ["Add", "Sub", "Mul", "Div", "Pow", "Min", "Max"];

    /// <summary>
    /// The nearest node before a value that one of the given operators computes, with the element-wise nodes between in order; null where there is none, or where
    /// something else reads what lies between.
    /// </summary>
    public static (Node First, IReadOnlyList<Node> Between)? Back(PassContext context, Value value, Graph graph, params ReadOnlySpan<string> operators)
    {
        var between = new List<Node>();
        for (Value at = value; between.Count <= MostNodes;)
        {
            if (at.Producer is not { } node || node.Graph != graph || at.Uses.Count != 1 || !context.IsInternal(at)) return null;
            if (node.Operator.Id.Domain.Length != 0) return null;
            if (operators.Contains(node.Operator.Id.Name))
            {
                between.Reverse();
                return (node, between);
            }
            if (Operand(node) is not { } operand) return null;
            between.Add(node);
            at = operand;
        }
        return null;
    }

    // What an element-wise node works on where all else that it reads is one number.
    private static Value? Operand(Node node)
    {
        if (OneOperand.Contains(node.Operator.Id.Name))
            return node.Inputs.Skip(1).All(i => i is null || i.Constant is { Count: 1 }) ? node.Inputs[0] : null;
        if (!TwoOperands.Contains(node.Operator.Id.Name) || node.Inputs is not [{ } a, { } b]) return null;
        if (b.Constant is { Count: 1, Shape.Rank: 0 }) return a;
        return a.Constant is { Count: 1, Shape.Rank: 0 } ? b : null;
    }
}
