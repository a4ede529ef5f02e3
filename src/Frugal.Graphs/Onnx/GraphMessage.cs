namespace Frugal.Graphs.Onnx;

/// <summary>A <c>GraphProto</c> as read.</summary>
internal sealed class GraphMessage
{
    public string Name { get; set; } = "";

    public string? Documentation { get; set; }

    public List<NodeMessage> Nodes { get; } = [];

    public List<TensorMessage> Initializers { get; } = [];

    public List<ValueMessage> Inputs { get; } = [];

    public List<ValueMessage> Outputs { get; } = [];

    public List<ValueMessage> Values { get; } = [];

    /// <summary>Fields that are only carried along, tags included: quantization annotations and metadata.</summary>
    public List<ByteRange> Extra { get; } = [];

    /// <summary>The names that nodes here, or in graphs inside, read from around this graph.</summary>
    public IEnumerable<string> Captures()
    {
        HashSet<string> defined =
        [
            .. Inputs.Select(i => i.Name), .. Initializers.Select(i => i.Name), .. Nodes.SelectMany(n => n.Outputs),
        ];
        return Nodes.SelectMany(n => n.Inputs.Concat(n.Subgraphs.SelectMany(g => g.Captures())))
            .Concat(Outputs.Select(o => o.Name))
            .Where(name => name.Length > 0 && !defined.Contains(name));
    }
}
