using Frugal.Tensors;

namespace Frugal.Graphs.Passes;

/// <summary>Edits of single nodes and values that several rewrites share; names of values that a caller may know stay.</summary>
internal static class NodeEdits
{
    /// <summary>
    /// Puts a node of another operator in a node's place; its first output takes over the old one's name and readers. The old node's
    /// other outputs must have no readers.
    /// </summary>
    /// <param name="old">The node to go.</param>
    /// <param name="id">The new operator.</param>
    /// <param name="inputs">What the new node reads.</param>
    /// <param name="furtherOutputs">For each output after the first, what is added to the first one's name to name it.</param>
    /// <param name="attributes">The new node's attributes.</param>
    public static Node Replace(Node old, OperatorId id, ReadOnlySpan<Value?> inputs, ReadOnlySpan<string> furtherOutputs, NodeAttributes attributes)
    {
        Graph graph = old.Graph;
        Value before = old.Output;
        string name = before.Name;
        var names = new string?[furtherOutputs.Length + 1];
        names[0] = graph.UniqueName(name + "/new");
        for (int i = 0; i < furtherOutputs.Length; i++) names[i + 1] = graph.UniqueName(name + furtherOutputs[i]);
        Node node = graph.InsertNode(graph.PositionOf(old), OperatorTable.Get(id), inputs, names, attributes, old.Name);
        node.Documentation = old.Documentation;
        ReplaceEverywhere(before, node.Output);
        (node.Output.Type, node.Output.Shape, node.Output.Documentation) = (before.Type, before.Shape, before.Documentation);
        graph.RemoveNode(old);
        graph.Rename(node.Output, name);
        ShapeInference.Run(node);
        return node;
    }

    /// <summary>
    /// Removes a node by letting everything that reads its first output read another value instead. False, and nothing is changed, where
    /// that would lose the name of an output of the graph, or where a subgraph gives the value on as its own output.
    /// </summary>
    public static bool Bypass(Node node, Value replacement, IReadOnlySet<Value> givenOnBySubgraphs)
    {
        Graph graph = node.Graph;
        Value output = node.Output;
        bool isOutput = graph.Outputs.Contains(output);
        if (givenOnBySubgraphs.Contains(output)) return false;
        if (isOutput && (replacement.Producer is null || replacement.Graph != graph || graph.Outputs.Contains(replacement) || givenOnBySubgraphs.Contains(replacement)))
            return false;
        for (int i = 1; i < node.Outputs.Count; i++)
            if (IsRead(node, i)) return false;
        string name = output.Name;
        graph.ReplaceUses(output, replacement);
        graph.RemoveNode(node);
        if (isOutput) graph.Rename(replacement, name);
        return true;
    }

    /// <summary>Whether a node or the graph reads an output of a node.</summary>
    public static bool IsRead(Node node, int output) =>
        output < node.Outputs.Count && node.Outputs[output] is { } value && (value.Uses.Count > 0 || node.Graph.Outputs.Contains(value));

    /// <summary>The values that subgraphs give on as outputs without computing them; use lists do not show this.</summary>
    public static HashSet<Value> GivenOnBySubgraphs(Network network) =>
        [.. network.AllGraphs().Skip(1).SelectMany(g => g.Outputs.Where(o => o.Graph != g))];

    /// <summary>An initializer that this node alone reads, so that it may be changed: a copy is made where others read it too.</summary>
    public static Value Own(Node node, int index, DenseTensor tensor)
    {
        Graph graph = node.Graph;
        Value value = node.Inputs[index]!;
        if (value.Uses.Count == 1 && value.Graph == graph && !graph.Outputs.Contains(value))
        {
            graph.SetConstant(value, tensor);
            return value;
        }
        Value own = graph.AddInitializer(value.Name, tensor);
        graph.SetInput(node, index, own);
        return own;
    }

    /// <summary>A state variable that takes over the name of an initializer; the initializer stays for other readers under another name.</summary>
    public static StateVariable TurnIntoState(Graph graph, Value initializer, DenseTensor initial)
    {
        string name = initializer.Name;
        if (initializer.Uses.Count == 1 && initializer.Graph == graph) graph.Rename(initializer, graph.UniqueName(name + "/initial"));
        return graph.AddState(name, initial);
    }

    /// <summary>An initializer that takes over the name and the readers of a state variable.</summary>
    public static void TurnIntoInitializer(Graph graph, StateVariable state, DenseTensor tensor)
    {
        string name = state.Current.Name;
        graph.Rename(state.Current, graph.UniqueName(name + "/state"));
        ReplaceEverywhere(state.Current, graph.AddInitializer(name, tensor));
    }

    /// <summary>An initializer that takes over the name and the readers of a computed value, whose node then has none.</summary>
    public static void TurnIntoInitializer(Value computed, DenseTensor tensor)
    {
        string name = computed.Name;
        computed.Graph.Rename(computed, computed.Graph.UniqueName(name + "/computed"));
        ReplaceEverywhere(computed, computed.Graph.AddInitializer(name, tensor));
    }

    /// <summary>Lets everything that reads one value read another; subgraphs may give it on as an output of their own, which use lists do not show.</summary>
    public static void ReplaceEverywhere(Value old, Value replacement)
    {
        old.Graph.ReplaceUses(old, replacement);
        foreach (Graph subgraph in Below(old.Graph))
            for (int i = 0; i < subgraph.Outputs.Count; i++)
                if (subgraph.Outputs[i] == old) subgraph.SetOutput(i, replacement);
    }

    private static IEnumerable<Graph> Below(Graph graph) =>
        graph.Nodes.SelectMany(n => n.Attributes.Subgraphs).SelectMany(g => Below(g).Prepend(g));
}
