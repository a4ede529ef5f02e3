using Frugal.Graphs.Operators;

namespace Frugal.Graphs.Passes;

/// <summary>Puts the nodes that a composed operator stands for in its place, so that each of them can be run by a kernel of its own.</summary>
public static class Expansion
{
    /// <summary>Expands in place, in subgraphs too.</summary>
    /// <param name="graph">The graph, with types and shapes inferred.</param>
    /// <param name="keep">Which operators stay whole.</param>
    /// <returns>The number of nodes expanded.</returns>
    public static int Run(Graph graph, Predicate<OperatorId> keep)
    {
        int expanded = 0, before;
        do
        {
            before = expanded;
            foreach (Node node in graph.Nodes.ToArray())
                if (node.Operator is ComposedOperator composed && !keep(composed.Id) && TryReplace(node, composed)) expanded++;
        }
        while (expanded > before); // what was put in may be composed itself
        if (expanded > 0) graph.Sort();
        foreach (Graph subgraph in graph.Nodes.SelectMany(n => n.Attributes.Subgraphs).ToArray()) expanded += Run(subgraph, keep);
        return expanded;
    }

    private static bool TryReplace(Node node, ComposedOperator composed)
    {
        Graph graph = node.Graph;
        Value[] results;
        try
        {
            results = composed.Expand(node, new GraphBuilder(graph, node.Output.Name + "/"));
        }
        catch (UnsupportedOperatorException)
        {
            return false; // extents that it needs are not known; its reference will know them
        }
        string?[] names = [.. node.Outputs.Select(o => o?.Name)];
        for (int i = 0; i < names.Length; i++)
            if (node.Outputs[i] is { } old) NodeEdits.ReplaceEverywhere(old, results[i]);
        graph.RemoveNode(node);
        for (int i = 0; i < names.Length; i++)
            if (names[i] is { } name) graph.Rename(results[i], name);
        return true;
    }
}
