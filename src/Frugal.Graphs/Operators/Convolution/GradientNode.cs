namespace Frugal.Graphs.Operators;

/// <summary>Fused gradient operators with outputs that are left out where nobody asks for them.</summary>
internal static class GradientNode
{
    /// <summary>Appends a node of one of Frugal's operators; outputs that are not wanted are null.</summary>
    public static IReadOnlyList<Value?> Append(
        GradientContext context, string op, ReadOnlySpan<Value?> inputs, NodeAttributes attributes, params ReadOnlySpan<bool> wanted)
    {
        Graph graph = context.Builder.Graph;
        var names = new string?[wanted.Length];
        for (int i = 0; i < names.Length; i++)
            if (wanted[i]) names[i] = graph.UniqueName("gradient/" + op.ToLowerInvariant() + (i == 0 ? "" : $"/{i}"));
        Node node = graph.AddNode(OperatorTable.Get(OperatorId.Frugal(op)), inputs, names, attributes);
        ShapeInference.Run(node);
        return node.Outputs;
    }

    /// <summary>The sum of the terms that are there; null when none is.</summary>
    public static Value? Sum(GradientContext context, params ReadOnlySpan<Value?> terms)
    {
        Value? sum = null;
        foreach (Value? term in terms)
            if (term is not null) sum = sum is null ? term : context.Builder.Call("Add", sum, term);
        return sum;
    }
}
