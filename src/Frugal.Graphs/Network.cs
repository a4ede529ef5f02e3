using Frugal.Tensors;

namespace Frugal.Graphs;

/// <summary>
/// A neural network, faithful to ONNX: a graph, the operator sets it uses, and what the file says about it. Its tensors are never written
/// to, so that a clone shares them.
/// </summary>
public sealed class Network
{
    /// <summary>The operator-set version of networks made in code.</summary>
    public const int DefaultOpset = 17;

    /// <summary>The IR version of networks made in code.</summary>
    public const int DefaultIrVersion = 8;

    /// <summary>A network around a graph.</summary>
    public Network(Graph graph) => Graph = graph;

    /// <summary>An empty network.</summary>
    public Network() : this(new Graph("network")) { }

    /// <summary>The graph.</summary>
    public Graph Graph { get; }

    /// <summary>The version of the ONNX file format that the network came in.</summary>
    public int IrVersion { get; set; } = DefaultIrVersion;

    /// <summary>The operator-set version of each domain (the empty string is ONNX's own) that the network came in. In memory, nodes have their newest form.</summary>
    public Dictionary<string, int> Opsets { get; } = new() { [""] = DefaultOpset };

    /// <summary>The tool that made the file.</summary>
    public string Producer { get; set; } = "frugal";

    /// <summary>That tool's version.</summary>
    public string ProducerVersion { get; set; } = "";

    /// <summary>The domain of the model, as the file says.</summary>
    public string Domain { get; set; } = "";

    /// <summary>The version of the model, as the file says.</summary>
    public long ModelVersion { get; set; }

    /// <summary>Documentation from the file.</summary>
    public string? Documentation { get; set; }

    /// <summary>Key and value pairs that travel with the model.</summary>
    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>Parts of the file that Frugal carries along without interpreting them: local functions and training information, encoded.</summary>
    public List<(int Field, byte[] Bytes)> OpaqueParts { get; } = [];

    /// <summary>The number of elements of all floating-point initializers, those of subgraphs included.</summary>
    public long ParameterCount => AllGraphs().SelectMany(g => g.Initializers)
        .Where(v => v.Type.IsFloatingPoint()).Sum(v => v.Constant!.Count);

    /// <summary>The graph and all graphs inside its nodes.</summary>
    public IEnumerable<Graph> AllGraphs() => Below(Graph);

    /// <summary>A copy whose graph can be edited without touching this one; the tensors are shared.</summary>
    public Network Clone() => GraphCopy.Of(this, out _);

    /// <summary>A copy, and which of its values stands for which of this network's.</summary>
    public Network Clone(out IReadOnlyDictionary<Value, Value> copies) => GraphCopy.Of(this, out copies);

    private static IEnumerable<Graph> Below(Graph graph) =>
        graph.Nodes.SelectMany(n => n.Attributes.Subgraphs).SelectMany(Below).Prepend(graph);
}
