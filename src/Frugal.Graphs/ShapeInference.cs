using Frugal.Tensors;

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

    /// <summary>Gives every input the extents that a run will feed, in place, and infers anew.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="inputShapes">A shape for each input, in order.</param>
    /// <exception cref="InvalidModelException">A shape contradicts what the network declares.</exception>
    public static void Specialize(Graph graph, IReadOnlyList<Shape> inputShapes)
    {
        for (int i = 0; i < graph.Inputs.Count; i++)
        {
            Value input = graph.Inputs[i];
            CheckFits(input, inputShapes[i]);
            input.Shape = SymbolicShape.Of(inputShapes[i]);
        }
        RunAfresh(graph);
    }

    /// <summary>Throws where a shape contradicts what the network declares for an input.</summary>
    internal static void CheckFits(Value input, Shape shape)
    {
        if (input.Shape is not { } declared) return;
        bool fits = declared.Rank == shape.Rank;
        for (int i = 0; fits && i < shape.Rank; i++) fits = !declared[i].IsNumber || declared[i].Number == shape[i];
        if (!fits) throw new InvalidModelException($"The network's input '{input.Name}' has the shape {declared}; {shape} does not fit it.");
    }

    internal static void Run(Node node)
    {
        if (node.Operator is UnknownOperator || Array.Exists(node.inputs, i => i is { Type: ElementType.Undefined })) return;
        try
        {
            node.Operator.Infer(new InferContext(node));
        }
        catch (Exception e) when (e is InvalidOperationException or IndexOutOfRangeException or OverflowException or NullReferenceException or ArgumentException)
        {
            throw new InvalidModelException($"{node.Describe()} has inputs or attributes that do not fit its definition: {e.Message}", e);
        }
        catch (InvalidModelException e) when (!e.Message.Contains("node '", StringComparison.Ordinal))
        {
            throw new InvalidModelException($"{node.Describe()} does not fit its definition: {e.Message}", e);
        }
    }
}
