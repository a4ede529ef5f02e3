namespace Frugal.Graphs.Passes;

/// <summary>The network that passes work on, and what they may do.</summary>
public sealed class PassContext
{
    private static readonly HashSet<Value> Nothing = [];
    private readonly bool hasSubgraphs;

    /// <summary>A context for a network, which is edited in place.</summary>
    public PassContext(Network network, PassSettings settings)
    {
        Network = network;
        Settings = settings;
        hasSubgraphs = network.Graph.Nodes.Any(n => n.Attributes.Subgraphs.Any());
    }

    /// <summary>The network; a pass may put another one in its place.</summary>
    public Network Network { get; internal set; }

    /// <summary>What is allowed.</summary>
    public PassSettings Settings { get; }

    /// <summary>How many bytes initializers have grown by folding constants.</summary>
    internal long Growth;

    /// <summary>The values that subgraphs give on as their own outputs.</summary>
    internal HashSet<Value> GivenOn => hasSubgraphs ? NodeEdits.GivenOnBySubgraphs(Network) : Nothing;

    /// <summary>The nodes of some of ONNX's operators in all graphs, in order, those left out that have been removed meanwhile.</summary>
    internal IEnumerable<Node> Nodes(params string[] operators)
    {
        foreach (Graph graph in Network.AllGraphs().ToArray())
            foreach (Node node in graph.Nodes.ToArray())
                if (node.Operator.Id.Domain.Length == 0 && Array.IndexOf(operators, node.Operator.Id.Name) >= 0 && IsAlive(node)) yield return node;
    }

    /// <summary>Whether a node is still in its graph.</summary>
    internal static bool IsAlive(Node node) => node.Outputs.FirstOrDefault(o => o is not null) is { } output && node.Graph.Find(output.Name) == output;

    /// <summary>Whether a value is seen by nodes of its own graph only: no output, no next state, not given on by a subgraph, not read inside one.</summary>
    internal bool IsInternal(Value value) =>
        !value.Graph.Outputs.Contains(value) && value.Graph.States.All(s => s.Next != value) && !GivenOn.Contains(value) && value.Uses.All(u => u.Node.Graph == value.Graph);

    /// <summary>Whether a node, once or several times, is all that reads a value.</summary>
    internal bool IsReadOnlyBy(Value value, Node reader) => value.Uses.All(u => u.Node == reader) && IsInternal(value);

    /// <summary>The only node that reads a value, once, or null.</summary>
    internal Node? OnlyReader(Value value) => value.Uses is [var use] && IsInternal(value) ? use.Node : null;
}
