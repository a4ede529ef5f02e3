namespace Frugal.Graphs.Onnx;

/// <summary>A <c>FunctionProto</c> as read.</summary>
internal sealed class FunctionMessage
{
    public string Name { get; set; } = "";

    public string Domain { get; set; } = "";

    public List<string> Inputs { get; } = [];

    public List<string> Outputs { get; } = [];

    public List<NodeMessage> Nodes { get; } = [];

    /// <summary>The operator sets of the body.</summary>
    public Dictionary<string, int> Opsets { get; } = [];

    /// <summary>Values of attributes that a call may leave out.</summary>
    public Dictionary<string, object> Defaults { get; } = [];

    public OperatorId Id => new(Domain, Name);
}
