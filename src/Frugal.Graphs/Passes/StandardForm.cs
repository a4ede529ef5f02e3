namespace Frugal.Graphs.Passes;

/// <summary>
/// Writes a network with operators of the ONNX standard only, so that other tools can run it: every node that has a form of Frugal's own is
/// replaced by standard ones that compute the same (see <see cref="Operator.Export"/>). Names of outputs stay.
/// </summary>
public static class StandardForm
{
    /// <summary>Replaces in place, in subgraphs too.</summary>
    /// <param name="network">The network, with types and shapes inferred.</param>
    /// <returns>The number of nodes replaced.</returns>
    /// <exception cref="UnsupportedOperatorException">A node is of an operator of Frugal's own that has no standard form (losses, gradients).</exception>
    public static int Run(Network network)
    {
        int replaced = 0;
        foreach (Graph graph in network.AllGraphs().ToArray())
        {
            int before = replaced;
            foreach (Node node in graph.Nodes.ToArray())
                if (TryReplace(node)) replaced++;
            if (replaced > before) graph.Sort();
        }
        return replaced;
    }

    private static bool TryReplace(Node node)
    {
        Graph graph = node.Graph;
        if (node.Operator.Export(node, new GraphBuilder(graph, node.Output.Name + "/")) is not { } results)
        {
            if (node.Operator.Id.Domain != OperatorId.FrugalDomain) return false;
            throw new UnsupportedOperatorException($"{node.Describe()} cannot be written as standard ONNX: it belongs to training. Leave it out, or keep the network in Frugal's own format.");
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
