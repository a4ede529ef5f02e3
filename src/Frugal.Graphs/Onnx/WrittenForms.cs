using Frugal.Tensors;

namespace Frugal.Graphs.Onnx;

/// <summary>The forms in which the nodes of a network are written at one operator-set version.</summary>
internal sealed class WrittenForms
{
    private readonly Dictionary<Node, NodeForm> forms = [];
    private readonly Dictionary<Graph, List<Value>> constants = [];
    private readonly HashSet<Value> read = [];
    private readonly HashSet<string> names;

    private WrittenForms(int opset, HashSet<string> names)
    {
        Opset = opset;
        this.names = names;
    }

    /// <summary>The operator-set version of ONNX's own domain.</summary>
    public int Opset { get; }

    /// <summary>Chooses the version and makes all forms of it.</summary>
    /// <param name="network">The network.</param>
    /// <param name="requested">The version to write, or null for the lowest possible one that is not below the source's.</param>
    /// <param name="reason">What made a higher version than the source's necessary, or null.</param>
    /// <exception cref="UnsupportedOperatorException">No version, or not the requested one, can hold the network.</exception>
    public static WrittenForms Choose(Network network, int? requested, out string? reason)
    {
        Node[] nodes = [.. network.AllGraphs().SelectMany(g => g.Nodes)];
        int first = requested ?? Math.Max(OnnxVersions.MinimumWrittenOpset, network.Opsets.GetValueOrDefault("", Network.DefaultOpset));
        int last = requested ?? OnnxVersions.MaximumOpset;
        if (first is < OnnxVersions.MinimumWrittenOpset or > OnnxVersions.MaximumOpset)
            throw new UnsupportedOperatorException($"ONNX operator set {first} cannot be written; {OnnxVersions.MinimumWrittenOpset} to {OnnxVersions.MaximumOpset} can.");
        reason = null;
        for (int opset = first; opset <= last; opset++)
        {
            if (TryAt(network, nodes, opset, out Node? obstacle) is { } forms) return forms;
            if (obstacle!.Operator is UnknownOperator { Version: var version })
                throw new UnsupportedOperatorException(
                    $"Frugal does not know the operator of {obstacle.Describe()}, so that it can be written only in the ONNX operator set it was read in, {version}; but {reason ?? $"{opset} is asked for"}.");
            reason = $"{obstacle.Describe()} cannot be expressed in operator set {opset}";
        }
        throw new UnsupportedOperatorException($"{reason}{(requested is null ? " or any before it" : "; leave the choice open or name a higher one")}.");
    }

    /// <summary>The form of a node.</summary>
    public NodeForm Of(Node node) => forms[node];

    /// <summary>The initializers of a graph that the forms need, those that are only read by what became attributes left out.</summary>
    public IEnumerable<Value> InitializersOf(Graph graph) => graph.Initializers
        .Where(v => v.Uses.Count == 0 || read.Contains(v))
        .Concat(constants.GetValueOrDefault(graph) ?? []);

    private static WrittenForms? TryAt(Network network, Node[] nodes, int opset, out Node? obstacle)
    {
        HashSet<string> names = [.. network.AllGraphs().SelectMany(g => g.Values).Select(v => v.Name)];
        var forms = new WrittenForms(opset, names);
        obstacle = Array.Find(nodes, n => !forms.TryAdd(n));
        if (obstacle is not null) return null;
        foreach (Graph graph in network.AllGraphs()) forms.read.UnionWith(graph.Outputs);
        return forms;
    }

    private bool TryAdd(Node node)
    {
        var form = new NodeForm(node.Operator.Id, node.Inputs, node.Attributes, node.Outputs.Count, (tensor, hint) => AddConstant(node, tensor, hint));
        if (node.Operator.Id.Domain.Length == 0)
        {
            if (node.Operator is UnknownOperator unknown ? unknown.Version != Opset : node.Operator.SinceVersion > Opset) return false;
            if (!node.Operator.WriteForm(form, Opset) || (Opset < OnnxVersions.OpsetWithInt4 && HasInt4(node))) return false;
        }
        forms.Add(node, form);
        foreach (Value? input in form.Inputs)
            if (input is not null) read.Add(input);
        return true;
    }

    private static bool HasInt4(Node node) => node.Inputs.Concat(node.Outputs).Any(v => v is { Type: ElementType.Int4 or ElementType.UInt4 });

    private Value AddConstant(Node node, DenseTensor tensor, string hint)
    {
        string stem = $"{node.Outputs.FirstOrDefault(o => o is not null)?.Name ?? node.Name}.{hint}";
        string name = stem;
        for (int i = 2; !names.Add(name); i++) name = $"{stem}_{i}";
        var value = new Value(node.Graph, name) { Constant = tensor, Type = tensor.Type, Shape = SymbolicShape.Of(tensor.Shape) };
        if (!constants.TryGetValue(node.Graph, out List<Value>? list)) constants[node.Graph] = list = [];
        list.Add(value);
        return value;
    }
}
