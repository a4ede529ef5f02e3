using Frugal.Tensors;

namespace Frugal.Graphs;

/// <summary>Parts of a graph as graphs of their own.</summary>
internal static class GraphExtraction
{
    /// <summary>
    /// A graph of some nodes, in the order of the source. What they, their subgraphs and the outputs read becomes an initializer where its
    /// tensor is known, else an input, in the order of first reading.
    /// </summary>
    /// <param name="source">The graph that the nodes stand in; its values keep their names.</param>
    /// <param name="nodes">The nodes.</param>
    /// <param name="outputs">The outputs of the new graph.</param>
    /// <param name="inputs">Values that become inputs in any case, before all others.</param>
    /// <param name="constants">Tensors of values that are no initializers, or null where there is none.</param>
    /// <param name="origins">For each input of the new graph, the value that it stands for.</param>
    public static Graph Of(
        Graph source, IEnumerable<Node> nodes, IEnumerable<Value> outputs, IEnumerable<Value> inputs, Func<Value, DenseTensor?> constants, out List<Value> origins)
    {
        var graph = new Graph(source.Name);
        var map = new Dictionary<Value, Value>();
        var read = new List<Value>();
        Node[] chosen = [.. nodes];
        var computed = new HashSet<Value>(chosen.SelectMany(n => n.outputs).OfType<Value>());
        void Read(Value value, bool always)
        {
            if (map.ContainsKey(value) || computed.Contains(value)) return;
            DenseTensor? tensor = always ? null : value.Constant ?? constants(value);
            if (tensor is not null)
            {
                map[value] = graph.AddInitializer(value.Name, tensor);
                return;
            }
            Value input = map[value] = graph.AddInput(graph.UniqueName(value.Name), value.Type, value.Shape);
            input.ItemType = value.ItemType;
            input.Known = value.Known;
            read.Add(value);
        }
        foreach (Value input in inputs) Read(input, always: true);
        foreach (Value value in chosen.SelectMany(Graph.Reads)) Read(value, always: false);
        foreach (Value output in outputs) Read(output, always: false);
        foreach (Node node in chosen)
            GraphCopy.Append(node, graph, graph.Nodes.Count, Array.ConvertAll(node.outputs, o => o is null ? null : graph.UniqueName(o.Name)), map);
        foreach (Value output in outputs) graph.AddOutput(map[output]);
        origins = read;
        return graph;
    }

    /// <summary>The values that a body reads from around it, initializers apart, in the order of first reading.</summary>
    public static IReadOnlyList<Value> Captures(Graph body)
    {
        var inside = new HashSet<Graph>(Below(body));
        return [.. body.Nodes.SelectMany(Graph.Reads).Concat(body.Outputs).Where(v => !v.IsConstant && !inside.Contains(v.Graph)).Distinct()];
    }

    /// <summary>Puts the nodes of a branch in the place of an If node and lets everybody read their results instead.</summary>
    /// <returns>How many nodes now stand in its place.</returns>
    public static int InlineBranch(Node node, Graph branch)
    {
        Graph graph = node.Graph;
        int position = graph.PositionOf(node), start = position;
        var map = new Dictionary<Value, Value>();
        foreach (Value constant in branch.Initializers.ToArray()) map[constant] = graph.AddInitializer(constant.Name, constant.Constant!);
        foreach (Node inner in branch.Nodes.ToArray())
            GraphCopy.Append(inner, graph, position++, Array.ConvertAll(inner.outputs, o => o is null ? null : graph.UniqueName(o.Name)), map);
        for (int i = 0; i < node.Outputs.Count; i++)
            if (node.Outputs[i] is { } output) Passes.NodeEdits.ReplaceEverywhere(output, map.GetValueOrDefault(branch.Outputs[i], branch.Outputs[i]));
        graph.RemoveNode(node);
        Detach((Graph)node.Attributes.Find("then_branch")!);
        Detach((Graph)node.Attributes.Find("else_branch")!);
        return position - start;
    }

    // Nodes of a graph that nobody runs any more no longer count as readers.
    private static void Detach(Graph graph)
    {
        foreach (Node node in graph.Nodes)
        {
            foreach (Graph inner in node.Attributes.Subgraphs) Detach(inner);
            for (int i = 0; i < node.inputs.Length; i++)
                if (node.inputs[i] is not null) graph.SetInput(node, i, null);
        }
    }

    private static IEnumerable<Graph> Below(Graph graph) => graph.Nodes.SelectMany(n => n.Attributes.Subgraphs).SelectMany(Below).Prepend(graph);
}
