namespace Frugal.Graphs.Onnx;

/// <summary>A <c>NodeProto</c> as read. Attributes that are graphs hold <see cref="GraphMessage"/>.</summary>
internal sealed class NodeMessage(int position)
{
    public int Position => position;

    public List<string> Inputs { get; } = [];

    public List<string> Outputs { get; } = [];

    public string Name { get; set; } = "";

    public string OperatorType { get; set; } = "";

    public string Domain { get; set; } = "";

    public string? Documentation { get; set; }

    public List<(string Name, object Value)> Attributes { get; } = [];

    /// <summary>Fields that are only carried along, tags included: metadata, overload, device configurations.</summary>
    public List<ByteRange> Extra { get; } = [];

    public OperatorId Id => new(Domain, OperatorType);

    public string Describe() => $"{Id} node '{(Name.Length > 0 ? Name : Outputs.FirstOrDefault(o => o.Length > 0) ?? "?")}'";

    /// <summary>The graphs among the attributes.</summary>
    public IEnumerable<GraphMessage> Subgraphs => Attributes.SelectMany(a => a.Value switch
    {
        GraphMessage graph => [graph],
        GraphMessage[] graphs => graphs,
        _ => Array.Empty<GraphMessage>(),
    });
}
