using Frugal.Tensors;

namespace Frugal.Graphs.Onnx;

/// <summary>Reads <c>GraphProto</c>, <c>NodeProto</c> and <c>AttributeProto</c>, which contain each other, and <c>FunctionProto</c>.</summary>
/// <param name="source">The bytes.</param>
/// <param name="inFunction">Whether attributes may refer to those of a function; they are read as <see cref="AttributeReference"/>.</param>
internal sealed class MessageReader(OnnxSource source, bool inFunction = false)
{
    private readonly ExternalData external = new(source);

    public GraphMessage ReadGraph(ByteRange message, int depth)
    {
        if (depth > source.Limits.MaximumNesting) throw source.Fail(message.Start, $"graphs stand inside each other more than {source.Limits.MaximumNesting} deep");
        var graph = new GraphMessage();
        var wire = new WireReader(source, message);
        while (wire.Next())
        {
            switch (wire.Field)
            {
                case GraphField.Name: graph.Name = wire.Text(); break;
                case GraphField.Documentation: graph.Documentation = wire.OptionalText(); break;
                case GraphField.Node: graph.Nodes.Add(ReadNode(wire.Bytes(), depth)); break;
                case GraphField.Initializer: graph.Initializers.Add(TensorReader.Read(source, external, wire.Bytes())); break;
                case GraphField.Input: graph.Inputs.Add(ValueReader.Read(source, wire.Bytes())); break;
                case GraphField.Output: graph.Outputs.Add(ValueReader.Read(source, wire.Bytes())); break;
                case GraphField.ValueInfo: graph.Values.Add(ValueReader.Read(source, wire.Bytes())); break;
                case GraphField.SparseInitializer:
                    throw new UnsupportedOperatorException("The graph has sparse initializers, which are not supported; store them as dense ones.");
                case GraphField.QuantizationAnnotation or GraphField.Metadata:
                    wire.Skip();
                    graph.Extra.Add(wire.Whole);
                    break;
            }
        }
        return graph;
    }

    public FunctionMessage ReadFunction(ByteRange message)
    {
        var function = new FunctionMessage();
        var wire = new WireReader(source, message);
        while (wire.Next())
        {
            switch (wire.Field)
            {
                case FunctionField.Name: function.Name = wire.Text(); break;
                case FunctionField.Domain: function.Domain = wire.Text() is var domain && domain == "ai.onnx" ? "" : domain; break;
                case FunctionField.Input: function.Inputs.Add(CountedName(ref wire)); break;
                case FunctionField.Output: function.Outputs.Add(CountedName(ref wire)); break;
                case FunctionField.Node: function.Nodes.Add(ReadNode(wire.Bytes(), 0)); break;
                case FunctionField.OpsetImport:
                    var (opset, version) = ModelReader.ReadOpset(source, wire.Bytes());
                    function.Opsets[opset] = version;
                    break;
                case FunctionField.DefaultAttribute:
                    var (name, value) = ReadAttribute(wire.Bytes(), 0);
                    function.Defaults[name] = value;
                    break;
            }
        }
        return function;
    }

    private NodeMessage ReadNode(ByteRange message, int depth)
    {
        source.CountItems(1, message.Start);
        var node = new NodeMessage(message.Start);
        var wire = new WireReader(source, message);
        while (wire.Next())
        {
            switch (wire.Field)
            {
                case NodeField.Input: node.Inputs.Add(CountedName(ref wire)); break;
                case NodeField.Output: node.Outputs.Add(CountedName(ref wire)); break;
                case NodeField.Name: node.Name = wire.Text(); break;
                case NodeField.OperatorType: node.OperatorType = wire.Text(); break;
                case NodeField.Domain: node.Domain = wire.Text() is var domain && domain == "ai.onnx" ? "" : domain; break;
                case NodeField.Documentation: node.Documentation = wire.OptionalText(); break;
                case NodeField.Attribute: node.Attributes.Add(ReadAttribute(wire.Bytes(), depth)); break;
                case NodeField.Overload or NodeField.Metadata or NodeField.DeviceConfigurations:
                    wire.Skip();
                    node.Extra.Add(wire.Whole);
                    break;
            }
        }
        if (node.OperatorType.Length == 0) throw source.Fail(message.Start, "a node does not say which operator it is");
        if (node.Attributes.DistinctBy(a => a.Name).Count() != node.Attributes.Count) throw source.Fail(message.Start, $"{node.Describe()} has an attribute twice");
        return node;
    }

    private string CountedName(ref WireReader wire)
    {
        source.CountItems(1, wire.Start); // empty names, which mean "left out", are not counted as texts
        return wire.Text();
    }

    private (string Name, object Value) ReadAttribute(ByteRange message, int depth)
    {
        source.CountItems(1, message.Start);
        var parts = new AttributeParts();
        var wire = new WireReader(source, message);
        while (wire.Next()) ReadPart(ref wire, parts, depth);
        if (parts.Name.Length == 0) throw source.Fail(message.Start, "an attribute has no name");
        if (parts.Reference is { } reference) return (parts.Name, new AttributeReference(reference));
        object? value = parts.Kind == AttributeKind.Undefined ? parts.Only() : parts.Value();
        if (value is null)
        {
            if (!parts.IsOpaque) throw source.Fail(message.Start, $"the attribute '{parts.Name}' has no value{(parts.Kind == AttributeKind.Undefined ? "" : $" of the kind {parts.Kind} that it is said to be")}");
            value = new OpaqueAttribute((int)parts.Kind, source.Bytes(message).ToArray());
        }
        return (parts.Name, value);
    }

    private void ReadPart(ref WireReader wire, AttributeParts parts, int depth)
    {
        switch (wire.Field)
        {
            case AttributeField.Name: parts.Name = wire.Text(); break;
            case AttributeField.Kind: parts.Kind = KindOf(ref wire); break;
            case AttributeField.Float: parts.Float = wire.Float(); break;
            case AttributeField.Int: parts.Int = wire.Int(); break;
            case AttributeField.Text: parts.SetText(source.TryText(wire.Bytes())); break;
            case AttributeField.Tensor: parts.Tensor = TensorReader.Read(source, external, wire.Bytes()).Tensor; break;
            case AttributeField.Graph: parts.Graph = ReadGraph(wire.Bytes(), depth + 1); break;
            case AttributeField.Floats: wire.AppendFloats(parts.Floats); break;
            case AttributeField.Ints: wire.AppendInts(parts.Ints); break;
            case AttributeField.Texts:
                source.CountItems(1, wire.Start);
                parts.AddText(source.TryText(wire.Bytes()));
                break;
            case AttributeField.Tensors: parts.Tensors.Add(TensorReader.Read(source, external, wire.Bytes()).Tensor); break;
            case AttributeField.Graphs: parts.Graphs.Add(ReadGraph(wire.Bytes(), depth + 1)); break;
            case AttributeField.Reference when wire.Text() is { Length: > 0 } reference:
                parts.Reference = inFunction ? reference : throw source.Fail(wire.Start, "an attribute refers to one of a function, outside of any function");
                break;
        }
    }

    private AttributeKind KindOf(ref WireReader wire)
    {
        long number = wire.Int();
        return number is >= 0 and <= (int)AttributeKind.TypeDescriptions
            ? (AttributeKind)number
            : throw source.Fail(wire.Start, $"an attribute is of the unknown kind {number}");
    }
}
