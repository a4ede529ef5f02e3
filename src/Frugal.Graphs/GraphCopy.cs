namespace Frugal.Graphs;

/// <summary>Copies networks; tensors are shared.</summary>
internal static class GraphCopy
{
    public static Network Of(Network source, out IReadOnlyDictionary<Value, Value> copies)
    {
        var map = new Dictionary<Value, Value>();
        var network = new Network(CopyGraph(source.Graph, null, map))
        {
            IrVersion = source.IrVersion,
            Producer = source.Producer,
            ProducerVersion = source.ProducerVersion,
            Domain = source.Domain,
            ModelVersion = source.ModelVersion,
            Documentation = source.Documentation,
        };
        network.Opsets.Clear();
        foreach (var (domain, version) in source.Opsets) network.Opsets[domain] = version;
        foreach (var (key, value) in source.Metadata) network.Metadata[key] = value;
        network.OpaqueParts.AddRange(source.OpaqueParts);
        copies = map;
        return network;
    }

    private static Graph CopyGraph(Graph source, Graph? parent, Dictionary<Value, Value> map)
    {
        var graph = new Graph(source.Name, parent) { Documentation = source.Documentation };
        foreach (Value input in source.Inputs) map[input] = graph.AddInput(input.Name, input.Type, input.Shape);
        foreach (Value value in source.Values)
        {
            if (value.Constant is { } tensor) map[value] = graph.AddInitializer(value.Name, tensor);
            else if (value.State is { } state) map[value] = graph.AddState(value.Name, state.Initial).Current;
        }
        foreach (Node node in source.Nodes) CopyNode(node, graph, map);
        foreach (Value output in source.Outputs) graph.AddOutput(map.GetValueOrDefault(output, output));
        foreach (StateVariable state in source.States)
            if (state.Next is { } next) map[state.Current].State!.Next = map[next];
        foreach (Value value in source.Values)
            if (map.TryGetValue(value, out Value? copy)) CopyFacts(value, copy);
        return graph;
    }

    /// <summary>Appends a copy of a node; its outputs get the names given, what it reads is looked up in the map and is the same where it is not found there.</summary>
    public static Node Append(Node node, Graph graph, int position, string?[] names, Dictionary<Value, Value> map)
    {
        var inputs = Array.ConvertAll(node.inputs, i => i is null ? null : map.GetValueOrDefault(i, i));
        var attributes = node.Attributes.Subgraphs.Any()
            ? NodeAttributes.Of(node.Attributes.Select(a => KeyValuePair.Create(a.Key, CopyAttribute(a.Value, graph, map))))
            : node.Attributes;
        Node copy = graph.InsertNode(position, node.Operator, inputs, names, attributes, node.Name);
        copy.Documentation = node.Documentation;
        for (int i = 0; i < node.outputs.Length; i++)
        {
            if (node.outputs[i] is not { } output) continue;
            map[output] = copy.outputs[i]!;
            CopyFacts(output, copy.outputs[i]!);
        }
        return copy;
    }

    private static void CopyNode(Node node, Graph graph, Dictionary<Value, Value> map) =>
        Append(node, graph, graph.Nodes.Count, Array.ConvertAll(node.outputs, o => o?.Name), map);

    private static object CopyAttribute(object value, Graph parent, Dictionary<Value, Value> map) => value switch
    {
        Graph graph => CopyGraph(graph, parent, map),
        Graph[] graphs => Array.ConvertAll(graphs, g => CopyGraph(g, parent, map)),
        _ => value,
    };

    private static void CopyFacts(Value from, Value to)
    {
        to.Type = from.Type;
        to.ItemType = from.ItemType;
        to.Shape = from.Shape;
        to.Known = from.Known;
        to.Documentation = from.Documentation;
    }
}
