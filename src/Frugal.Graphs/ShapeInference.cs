namespace Frugal.Graphs;

/// <summary>Finds the types and shapes of all values from those of the inputs and initializers.</summary>
public static class ShapeInference
{
    /// <summary>Infers in place, keeping what is declared; contradictions are errors.</summary>
    /// <exception cref="InvalidModelException">Inputs, attributes or declared shapes contradict each other.</exception>
    public static void Run(Graph graph)
    {
        foreach (Node node in graph.Nodes) Run(node);
    }

    /// <summary>Infers anew after an edit: what was known of computed values is forgotten first.</summary>
    public static void RunAfresh(Graph graph)
    {
        foreach (Value value in graph.Values)
        {
            if (value.Producer is null) continue;
            value.Shape = null;
            value.Known = null;
        }
        Run(graph);
    }

    internal static void Run(Node node)
    {
        if (node.Operator is UnknownOperator || Array.Exists(node.inputs, i => i is { Type: Tensors.ElementType.Undefined })) return;
        try
        {
            node.Operator.Infer(new InferContext(node));
        }
        catch (Exception e) when (e is InvalidOperationException or IndexOutOfRangeException or OverflowException or NullReferenceException or ArgumentException)
        {
            throw new InvalidModelException($"{node.Describe()} has inputs or attributes that do not fit its definition: {e.Message}", e);
        }
    }
}
