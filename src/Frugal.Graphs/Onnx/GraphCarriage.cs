using Frugal.Tensors;

namespace Frugal.Graphs.Onnx;

/// <summary>
/// What a graph of a file holds beyond what <see cref="Graph"/> can say, carried along in <see cref="Network.OpaqueParts"/> as encoded parts of
/// a <c>GraphProto</c>: types that are no tensors and metadata of values (found again by the value's name), metadata, overloads and device
/// configurations of nodes (by the name of the first output), quantization annotations and metadata of the main graph.
/// </summary>
internal sealed class GraphCarriage
{
    private readonly OnnxSource source;
    private readonly Dictionary<string, ValueMessage> values = [];
    private readonly Dictionary<string, NodeMessage> nodes = [];
    private readonly List<ByteRange> graphFields = [];

    private GraphCarriage(OnnxSource source) => this.source = source;

    /// <summary>Encodes what the graphs of a file hold beyond what was made of them; empty when that is nothing.</summary>
    public static byte[] Pack(OnnxSource source, GraphMessage main, Network network)
    {
        HashSet<string> typed = [.. network.AllGraphs().SelectMany(g => g.Values).Where(v => v.Type != ElementType.Undefined && !v.Type.IsContainer()).Select(v => v.Name)];
        var packed = new WireWriter();
        foreach (ByteRange field in main.Extra) packed.Raw(source.Bytes(field));
        PackContents(source, main, typed, packed);
        return packed.ToArray();
    }

    /// <summary>What a network carries along.</summary>
    public static GraphCarriage Of(Network network)
    {
        byte[] bytes = [.. network.OpaqueParts.Where(p => p.Field == ModelField.Graph).SelectMany(p => p.Bytes)];
        var carriage = new GraphCarriage(new OnnxSource(bytes, new ByteRange(0, bytes.Length), null, ReadLimits.Default));
        carriage.Unpack();
        return carriage;
    }

    public void WriteGraphFields(WireWriter graph)
    {
        foreach (ByteRange field in graphFields) graph.Raw(source.Bytes(field));
    }

    /// <summary>Writes the type of a value that is no tensor; false when none is known.</summary>
    public bool WriteType(string name, WireWriter value)
    {
        if (values.GetValueOrDefault(name)?.TypeField is not { } type) return false;
        value.Raw(source.Bytes(type));
        return true;
    }

    /// <summary>Whether something is carried along for a value.</summary>
    public bool Has(string name) => values.ContainsKey(name);

    public void WriteMetadata(string name, WireWriter value)
    {
        foreach (ByteRange field in values.GetValueOrDefault(name)?.Metadata ?? []) value.Raw(source.Bytes(field));
    }

    public void WriteNodeFields(string? firstOutput, WireWriter node)
    {
        foreach (ByteRange field in nodes.GetValueOrDefault(firstOutput ?? "")?.Extra ?? []) node.Raw(source.Bytes(field));
    }

    private static void PackContents(OnnxSource source, GraphMessage graph, HashSet<string> typed, WireWriter packed)
    {
        foreach (ValueMessage value in graph.Inputs.Concat(graph.Outputs).Concat(graph.Values))
            PackValue(source, typed.Contains(value.Name) ? value with { TypeField = null } : value, packed);
        foreach (NodeMessage node in graph.Nodes)
        {
            PackNode(source, node, packed);
            foreach (GraphMessage subgraph in node.Subgraphs) PackContents(source, subgraph, typed, packed);
        }
    }

    private static void PackValue(OnnxSource source, ValueMessage value, WireWriter packed)
    {
        if (value.TypeField is null && value.Metadata.Count == 0) return;
        var message = new WireWriter();
        message.Text(ValueField.Name, value.Name);
        if (value.TypeField is { } type) message.Raw(source.Bytes(type));
        foreach (ByteRange field in value.Metadata) message.Raw(source.Bytes(field));
        packed.Message(GraphField.ValueInfo, message);
    }

    private static void PackNode(OnnxSource source, NodeMessage node, WireWriter packed)
    {
        if (node.Extra.Count == 0 || node.Outputs.Find(o => o.Length > 0) is not { } output) return;
        var message = new WireWriter();
        message.Text(NodeField.Output, output);
        message.Text(NodeField.OperatorType, node.OperatorType);
        foreach (ByteRange field in node.Extra) message.Raw(source.Bytes(field));
        packed.Message(GraphField.Node, message);
    }

    private void Unpack()
    {
        GraphMessage all = new MessageReader(source).ReadGraph(source.All, 0);
        graphFields.AddRange(all.Extra);
        foreach (ValueMessage value in all.Values) values[value.Name] = value;
        foreach (NodeMessage node in all.Nodes) nodes[node.Outputs[0]] = node;
    }
}
