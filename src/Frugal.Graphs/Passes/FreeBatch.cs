using Frugal.Tensors;

namespace Frugal.Graphs.Passes;

/// <summary>Makes a fixed first dimension of a network's input symbolic, so that any number of samples can be fed at once.</summary>
public static class FreeBatch
{
    private const string Symbol = "batch";

    /// <summary>
    /// A copy that accepts any number of samples; the network itself where it does already. Constant targets of Reshape that repeat the number are rewritten; all else
    /// must follow by shape inference.
    /// </summary>
    /// <param name="network">A network with one input, samples first.</param>
    /// <param name="obstacle">Null on success; else what stands in the way, a sentence without its full stop.</param>
    /// <returns>Null where something stands in the way.</returns>
    public static Network? Apply(Network network, out string? obstacle)
    {
        obstacle = null;
        if (network.Graph.Inputs is not [{ Shape: { Rank: > 0 } shape }] || !shape[0].IsNumber) return network;
        Network copy = network.Clone();
        Graph graph = copy.Graph;
        Value input = graph.Inputs[0];
        long samples = input.Shape![0].Number;
        Dimension batch = Dimension.Named(UniqueSymbol(graph));
        input.Shape = input.Shape.With(0, batch);
        var before = new Dictionary<Value, SymbolicShape?>();
        foreach (Value value in graph.Values.Where(v => v.Producer is not null))
        {
            before[value] = value.Shape;
            value.Shape = null;
            value.Known = null;
        }

        obstacle = Infer(graph, batch, samples) ?? Obstacle(graph, batch, samples, before);
        return obstacle is null ? copy : null;
    }

    private static string? Infer(Graph graph, Dimension batch, long samples)
    {
        foreach (Node node in graph.Nodes.ToArray())
        {
            FreeTarget(graph, node, batch, samples);
            try
            {
                ShapeInference.Run(node);
            }
            catch (InvalidModelException e)
            {
                return $"with another number {e.Message.TrimEnd('.')}";
            }
        }

        return null;
    }

    // A target that begins with the number of samples: 0 takes it from the input instead.
    private static void FreeTarget(Graph graph, Node node, Dimension batch, long samples)
    {
        if (node.Operator.Id != OperatorId.Onnx("Reshape") || node.Attributes.Flag("allowzero", false)) return;
        if (node.Inputs[0]!.Shape is not { Rank: > 0 } shape || shape[0] != batch || node.Inputs[1]!.Constant?.ToLongs() is not [var first, ..] target || first != samples) return;
        target[0] = 0;
        graph.SetInput(node, 1, graph.AddInitializer(graph.UniqueName(node.Inputs[1]!.Name), DenseTensor.Vector(target)));
    }

    private static string? Obstacle(Graph graph, Dimension batch, long samples, Dictionary<Value, SymbolicShape?> before)
    {
        if (graph.Outputs.All(o => o.Shape is { Rank: > 0 } shape && shape[0] == batch)) return null;
        Node? first = graph.Nodes.FirstOrDefault(n => n.Inputs.Any(i => i?.Shape is { Rank: > 0 } s && s[0] == batch)
            && n.Outputs.Any(o => o is not null && before.GetValueOrDefault(o) is { Rank: > 0 } old && old[0] == (Dimension)samples && (o.Shape is not { Rank: > 0 } now || now[0] != batch)));
        return first is null
            ? $"the output '{graph.Outputs.First(o => o.Shape is not { Rank: > 0 } s || s[0] != batch).Name}' does not follow the number of samples"
            : $"{first.Describe()} fixes the number of samples to {samples}";
    }

    private static string UniqueSymbol(Graph graph)
    {
        HashSet<string?> taken = [.. graph.Values.Where(v => v.Shape is not null).SelectMany(v => v.Shape!).Select(d => d.Symbol)];
        string symbol = Symbol;
        for (int i = 2; taken.Contains(symbol); i++) symbol = $"{Symbol}{i}";
        return symbol;
    }
}
