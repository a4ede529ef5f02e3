using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Analysis;

/// <summary>
/// The most bytes of activations that are alive at once when nodes run in the network's order: a value lives from the node that computes it to its last
/// reader, graph outputs to the end, a graph input to its last reader. Views share memory; weights, and what depends on weights or shapes alone, do not count.
/// </summary>
public static class ActivationMemory
{
    private static readonly HashSet<string> Views = ["Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Dropout"];

    // One output element from one element of each input at the same place.
    private static readonly HashSet<string> Elementwise =
    [
        "Relu", "LeakyRelu", "PRelu", "Elu", "Selu", "Celu", "Clip", "Sigmoid", "HardSigmoid", "HardSwish", "Tanh", "Softplus", "Softsign", "Gelu", "Mish", "Swish", "Erf",
        "Exp", "Log", "Sqrt", "Abs", "Neg", "Reciprocal", "Floor", "Ceil", "Round", "Sin", "Cos", "Pow", "Add", "Sub", "Mul", "Div", "Min", "Max", "Sum", "Mean", "BatchNormalization",
    ];

    /// <summary>The peak in bytes, or null where the shape of an activation is not known.</summary>
    /// <param name="graph">A graph whose shapes are numbers.</param>
    /// <param name="inPlace">Whether an element-wise node may write over an input of the same size that nobody reads afterwards.</param>
    public static long? Peak(Graph graph, bool inPlace)
    {
        HashSet<Value> activations = Activations(graph);
        if (activations.Any(v => v.Shape is not { IsStatic: true })) return null;
        IReadOnlyList<Node> nodes = graph.Nodes;
        Dictionary<Value, Value> roots = activations.ToDictionary(v => v);
        Dictionary<Value, int> last = LastReaders(graph, activations);
        foreach (var (node, i) in nodes.Select((n, i) => (n, i)))
        {
            if (node.Outputs.FirstOrDefault() is not { } output || !activations.Contains(output)) continue;
            if (node.Inputs.OfType<Value>().FirstOrDefault(v => activations.Contains(v) && MayShare(node, v, output, i, inPlace, roots, last)) is not { } shared) continue;
            Value root = roots[shared];
            roots[output] = root;
            last[root] = Math.Max(last[root], last[output]);
        }
        return Walk(graph, activations, roots, last);
    }

    private static long Walk(Graph graph, HashSet<Value> activations, Dictionary<Value, Value> roots, Dictionary<Value, int> last)
    {
        var alive = new HashSet<Value>(graph.Inputs.Where(activations.Contains));
        long live = alive.Sum(Bytes), peak = live;
        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            foreach (Value output in graph.Nodes[i].Outputs.OfType<Value>().Where(activations.Contains))
                if (roots[output] == output && alive.Add(output)) live += Bytes(output);
            peak = Math.Max(peak, live);
            foreach (Value dead in alive.Where(v => last[v] <= i).ToArray())
            {
                alive.Remove(dead);
                live -= Bytes(dead);
            }
        }
        return peak;
    }

    private static bool MayShare(Node node, Value input, Value output, int at, bool inPlace, Dictionary<Value, Value> roots, Dictionary<Value, int> last)
    {
        string op = node.Operator.Id.Name;
        if (Views.Contains(op)) return input == node.Inputs[0];
        return inPlace && Elementwise.Contains(op) && Bytes(input) == Bytes(output) && Bytes(roots[input]) == Bytes(output) && last[roots[input]] <= at;
    }

    private static HashSet<Value> Activations(Graph graph)
    {
        var found = new HashSet<Value>(graph.Inputs);
        foreach (Node node in graph.Nodes)
        {
            if (!Graph.Reads(node).Any(found.Contains)) continue;
            foreach (Value output in node.Outputs.OfType<Value>())
                if (output.Known is null) found.Add(output);
        }
        return found;
    }

    private static Dictionary<Value, int> LastReaders(Graph graph, HashSet<Value> activations)
    {
        var last = activations.ToDictionary(v => v, _ => -1);
        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            foreach (Value read in Graph.Reads(graph.Nodes[i]).Where(activations.Contains)) last[read] = i;
            foreach (Value output in graph.Nodes[i].Outputs.OfType<Value>().Where(activations.Contains)) last[output] = Math.Max(last[output], i);
        }
        foreach (Value output in graph.Outputs.Where(activations.Contains)) last[output] = graph.Nodes.Count;
        return last;
    }

    private static long Bytes(Value value) => value.Type.ByteCount(value.Shape!.ToShape().Count);
}
