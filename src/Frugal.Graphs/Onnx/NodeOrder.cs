namespace Frugal.Graphs.Onnx;

/// <summary>Brings the nodes of a file into an order in which values are computed before they are read; ONNX demands it, some exporters do not keep it.</summary>
internal static class NodeOrder
{
    /// <summary>The nodes, in their own order as far as that is possible.</summary>
    /// <exception cref="InvalidModelException">A name is defined twice, or the nodes form a cycle.</exception>
    public static IReadOnlyList<NodeMessage> Sorted(OnnxSource source, GraphMessage graph)
    {
        var producers = new Dictionary<string, int>();
        for (int i = 0; i < graph.Nodes.Count; i++)
            foreach (string output in graph.Nodes[i].Outputs)
                if (output.Length > 0 && !producers.TryAdd(output, i))
                    throw source.Fail(graph.Nodes[i].Position, $"{graph.Nodes[i].Describe()} computes '{output}', which {graph.Nodes[producers[output]].Describe()} computes already");
        int[][] dependencies = [.. graph.Nodes.Select(n => Producers(n, producers))];
        return IsSorted(dependencies) ? graph.Nodes : Sort(source, graph, dependencies);
    }

    private static int[] Producers(NodeMessage node, Dictionary<string, int> producers) =>
        [.. node.Inputs.Concat(node.Subgraphs.SelectMany(g => g.Captures())).Where(producers.ContainsKey).Select(name => producers[name]).Distinct()];

    private static bool IsSorted(int[][] dependencies)
    {
        for (int i = 0; i < dependencies.Length; i++)
            if (Array.Exists(dependencies[i], d => d >= i)) return false;
        return true;
    }

    private static List<NodeMessage> Sort(OnnxSource source, GraphMessage graph, int[][] dependencies)
    {
        var followers = dependencies.SelectMany((d, i) => d.Select(producer => (producer, i))).ToLookup(p => p.producer, p => p.i);
        int[] waiting = Array.ConvertAll(dependencies, d => d.Length);
        var ready = new PriorityQueue<int, int>(Enumerable.Range(0, waiting.Length).Where(i => waiting[i] == 0).Select(i => (i, i)));
        var sorted = new List<NodeMessage>(waiting.Length);
        while (ready.TryDequeue(out int next, out _))
        {
            sorted.Add(graph.Nodes[next]);
            foreach (int follower in followers[next])
                if (--waiting[follower] == 0) ready.Enqueue(follower, follower);
        }
        if (sorted.Count == waiting.Length) return sorted;
        NodeMessage stuck = graph.Nodes[OnCycle(dependencies, waiting)];
        throw source.Fail(stuck.Position, $"the nodes form a cycle: {stuck.Describe()} needs its own result");
    }

    // Each node that still waits waits for another such node; following them must come back to one seen before, which is on a cycle.
    private static int OnCycle(int[][] dependencies, int[] waiting)
    {
        int at = Array.FindIndex(waiting, w => w > 0);
        var seen = new HashSet<int>();
        while (seen.Add(at)) at = Array.Find(dependencies[at], d => waiting[d] > 0);
        return at;
    }
}
