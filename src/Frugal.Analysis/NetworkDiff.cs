using Frugal.Graphs;
using Frugal.Runtime;
using Frugal.Tensors;

namespace Frugal.Analysis;

/// <summary>What differs between two networks: nodes, weights, outputs, cost.</summary>
public sealed record NetworkDiff
{
    /// <summary>The first network.</summary>
    public required NetworkAnalysis First { get; init; }

    /// <summary>The second.</summary>
    public required NetworkAnalysis Second { get; init; }

    /// <summary>Nodes that only one has, and nodes of both that are not the same.</summary>
    public required IReadOnlyList<NodeChange> Nodes { get; init; }

    /// <summary>How many nodes are the same in both.</summary>
    public required int SameNodes { get; init; }

    /// <summary>Initializers that only one has or whose type, shape or elements differ.</summary>
    public required IReadOnlyList<WeightChange> Weights { get; init; }

    /// <summary>How many initializers are the same in both, bit for bit.</summary>
    public required int SameWeights { get; init; }

    /// <summary>The outputs of both on the same inputs; empty where that was not asked for or not possible.</summary>
    public IReadOnlyList<OutputChange> Outputs { get; init; } = [];

    /// <summary>Compares structure and weights.</summary>
    public static NetworkDiff Of(NetworkAnalysis first, NetworkAnalysis second)
    {
        (List<NodeChange> nodes, int sameNodes) = CompareNodes(first, second);
        (List<WeightChange> weights, int sameWeights) = CompareWeights(first.Network, second.Network);
        return new NetworkDiff { First = first, Second = second, Nodes = nodes, SameNodes = sameNodes, Weights = weights, SameWeights = sameWeights };
    }

    /// <summary>Adds the outputs of both networks on the same inputs, in the order of the first network's outputs.</summary>
    /// <exception cref="ArgumentException">The networks take different inputs or give different outputs.</exception>
    public NetworkDiff WithOutputs(DenseTensor[] inputs)
    {
        DenseTensor[] a = Session.Create(First.Network).Run(inputs), b = Session.Create(Second.Network).Run(inputs);
        if (a.Length != b.Length) throw new ArgumentException($"The first network has {a.Length} outputs, the second {b.Length}.");
        return this with { Outputs = [.. a.Select((t, i) => OutputChange.Of(First.Network.Graph.Outputs[i].Name, t, b[i]))] };
    }

    private static (List<NodeChange>, int) CompareNodes(NetworkAnalysis first, NetworkAnalysis second)
    {
        // By name, where a name stands for one node; the others by their first output.
        Dictionary<string, int> other = Keys(second);
        var changes = new List<NodeChange>();
        var matched = new HashSet<int>();
        int same = 0;
        foreach (var (key, i) in Keys(first))
        {
            LayerAnalysis a = first.Layers[i];
            if (!other.TryGetValue(key, out int j))
            {
                changes.Add(new NodeChange(a.Name, a, null, []));
                continue;
            }
            matched.Add(j);
            string[] differences = [.. Differences(first.Network.Graph.Nodes[i], second.Network.Graph.Nodes[j])];
            if (differences.Length == 0) same++;
            else changes.Add(new NodeChange(a.Name, a, second.Layers[j], differences));
        }
        changes.AddRange(second.Layers.Where((_, j) => !matched.Contains(j)).Select(b => new NodeChange(b.Name, null, b, [])));
        return (changes, same);
    }

    private static Dictionary<string, int> Keys(NetworkAnalysis network)
    {
        var keys = new Dictionary<string, int>();
        for (int i = 0; i < network.Layers.Count; i++)
        {
            LayerAnalysis layer = network.Layers[i];
            string key = keys.ContainsKey(layer.Name) ? layer.Outputs.FirstOrDefault() ?? $"#{i}" : layer.Name;
            keys.TryAdd(keys.ContainsKey(key) ? $"{key}#{i}" : key, i);
        }
        return keys;
    }

    private static IEnumerable<string> Differences(Node a, Node b)
    {
        if (a.Operator.Id != b.Operator.Id) yield return $"operator {a.Operator.Id} → {b.Operator.Id}";
        foreach (string name in a.Attributes.Concat(b.Attributes).Select(e => e.Key).Distinct())
        {
            string before = Text(a.Attributes.Find(name)), after = Text(b.Attributes.Find(name));
            if (before != after) yield return $"{name} {before} → {after}";
        }
        string shapeA = a.Outputs.FirstOrDefault()?.Shape?.ToString() ?? "?", shapeB = b.Outputs.FirstOrDefault()?.Shape?.ToString() ?? "?";
        if (shapeA != shapeB) yield return $"output {shapeA} → {shapeB}";
    }

    private static string Text(object? attribute) => attribute switch
    {
        null => "(none)",
        long[] numbers => $"[{string.Join(", ", numbers)}]",
        float[] numbers => $"[{string.Join(", ", numbers)}]",
        string[] texts => $"[{string.Join(", ", texts)}]",
        DenseTensor tensor => $"{tensor} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(tensor.Bytes))[..12]}",
        Graph graph => $"a graph of {graph.Nodes.Count} nodes",
        _ => attribute.ToString() ?? "",
    };

    private static (List<WeightChange>, int) CompareWeights(Network first, Network second)
    {
        Dictionary<string, DenseTensor> other = second.Graph.Initializers.ToDictionary(v => v.Name, v => v.Constant!);
        var changes = new List<WeightChange>();
        int same = 0;
        foreach (Value value in first.Graph.Initializers)
        {
            if (!other.Remove(value.Name, out DenseTensor? b)) changes.Add(WeightChange.Of(value.Name, value.Constant, null));
            else if (value.Constant!.Type == b.Type && value.Constant.Shape == b.Shape && value.Constant.Bytes.SequenceEqual(b.Bytes)) same++;
            else changes.Add(WeightChange.Of(value.Name, value.Constant, b));
        }
        changes.AddRange(other.Select(o => WeightChange.Of(o.Key, null, o.Value)));
        return (changes, same);
    }
}
