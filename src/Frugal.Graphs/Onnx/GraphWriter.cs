using Frugal.Tensors;

namespace Frugal.Graphs.Onnx;

/// <summary>Encodes <c>GraphProto</c>, <c>NodeProto</c>, <c>AttributeProto</c> and <c>ValueInfoProto</c>.</summary>
internal sealed class GraphWriter(WrittenForms forms, GraphCarriage carriage, int irVersion)
{
    public WireWriter Encode(Graph graph)
    {
        var message = new WireWriter();
        Value[] initializers = [.. forms.InitializersOf(graph)];
        bool areInputsToo = irVersion < OnnxVersions.IrWithFreeInitializers;
        // Where initializers must be inputs, a subgraph cannot have any: its inputs are fixed by the node around it.
        if (areInputsToo && graph.Parent is not null)
        {
            foreach (Value initializer in initializers) message.Message(GraphField.Node, EncodeConstantNode(initializer));
            initializers = [];
        }
        foreach (Node node in graph.Nodes) message.Message(GraphField.Node, Encode(node));
        message.OptionalText(GraphField.Name, graph.Name);
        foreach (Value initializer in initializers)
            message.Message(GraphField.Initializer, TensorWriter.Encode(initializer.Constant!, initializer.Name, initializer.Documentation));
        message.OptionalText(GraphField.Documentation, graph.Documentation);
        foreach (Value input in graph.Inputs) message.Message(GraphField.Input, Encode(input));
        if (areInputsToo)
            foreach (Value initializer in initializers) message.Message(GraphField.Input, Encode(initializer));
        foreach (Value output in graph.Outputs) message.Message(GraphField.Output, Encode(output));
        foreach (Value value in graph.Values.Where(v => NeedsDeclaration(v, graph))) message.Message(GraphField.ValueInfo, Encode(value));
        if (graph.Parent is null) carriage.WriteGraphFields(message);
        return message;
    }

    // What inference finds again is not written: it would only make the file larger.
    private bool NeedsDeclaration(Value value, Graph graph)
    {
        if (value.Producer is not { } producer || graph.Outputs.Contains(value)) return false;
        if (value.Documentation is not null || carriage.Has(value.Name)) return true;
        bool inferred = producer.Operator is not UnknownOperator && producer.Inputs.All(i => i is not { Type: ElementType.Undefined });
        return !inferred && value.Type != ElementType.Undefined;
    }

    private WireWriter EncodeConstantNode(Value initializer)
    {
        var message = new WireWriter();
        message.Text(NodeField.Output, initializer.Name);
        message.Text(NodeField.OperatorType, "Constant");
        message.Message(NodeField.Attribute, Encode("value", initializer.Constant!));
        message.OptionalText(NodeField.Documentation, initializer.Documentation);
        return message;
    }

    private WireWriter Encode(Node node)
    {
        NodeForm form = forms.Of(node);
        var message = new WireWriter();
        foreach (Value? input in form.Inputs) message.Text(NodeField.Input, input?.Name ?? "");
        foreach (Value? output in node.Outputs) message.Text(NodeField.Output, output?.Name ?? "");
        message.OptionalText(NodeField.Name, node.Name);
        message.Text(NodeField.OperatorType, form.Id.Name);
        foreach (var (name, value) in form.Attributes) message.Message(NodeField.Attribute, Encode(name, value));
        message.OptionalText(NodeField.Documentation, node.Documentation);
        message.OptionalText(NodeField.Domain, form.Id.Domain);
        carriage.WriteNodeFields(node.Outputs.FirstOrDefault(o => o is not null)?.Name, message);
        return message;
    }

    private WireWriter Encode(string name, object value)
    {
        var message = new WireWriter();
        if (value is OpaqueAttribute opaque)
        {
            message.Raw(opaque.Bytes);
            return message;
        }
        message.Text(AttributeField.Name, name);
        message.Int(AttributeField.Kind, (int)WriteValue(message, value));
        return message;
    }

    private AttributeKind WriteValue(WireWriter message, object value)
    {
        switch (value)
        {
            case float number:
                message.Float(AttributeField.Float, number);
                return AttributeKind.Float;
            case long number:
                message.Int(AttributeField.Int, number);
                return AttributeKind.Int;
            case string text:
                message.Text(AttributeField.Text, text);
                return AttributeKind.Text;
            case DenseTensor tensor:
                message.Message(AttributeField.Tensor, TensorWriter.Encode(tensor, "", null));
                return AttributeKind.Tensor;
            case Graph graph:
                message.Message(AttributeField.Graph, Encode(graph));
                return AttributeKind.Graph;
            default:
                return WriteList(message, value);
        }
    }

    // Lists are not packed: ONNX's own definition has no packing here, and some readers insist.
    private AttributeKind WriteList(WireWriter message, object value)
    {
        switch (value)
        {
            case float[] numbers:
                foreach (float number in numbers) message.Float(AttributeField.Floats, number);
                return AttributeKind.Floats;
            case long[] numbers:
                foreach (long number in numbers) message.Int(AttributeField.Ints, number);
                return AttributeKind.Ints;
            case string[] texts:
                foreach (string text in texts) message.Text(AttributeField.Texts, text);
                return AttributeKind.Texts;
            case DenseTensor[] tensors:
                foreach (DenseTensor tensor in tensors) message.Message(AttributeField.Tensors, TensorWriter.Encode(tensor, "", null));
                return AttributeKind.Tensors;
            case Graph[] graphs:
                foreach (Graph graph in graphs) message.Message(AttributeField.Graphs, Encode(graph));
                return AttributeKind.Graphs;
            default:
                throw new InvalidOperationException($"An attribute cannot hold a {value.GetType().Name}.");
        }
    }

    private WireWriter Encode(Value value)
    {
        var message = new WireWriter();
        message.Text(ValueField.Name, value.Name);
        bool isTensor = value.Type != ElementType.Undefined && !value.Type.IsContainer();
        if (isTensor || (!carriage.WriteType(value.Name, message) && value.ItemType != ElementType.Undefined)) message.Message(ValueField.Type, EncodeType(value));
        if (!value.IsConstant) message.OptionalText(ValueField.Documentation, value.Documentation);
        carriage.WriteMetadata(value.Name, message);
        return message;
    }

    private static WireWriter EncodeType(Value value)
    {
        if (value.Type.IsContainer()) return EncodeContainerType(value);
        var tensor = new WireWriter();
        tensor.Int(TensorTypeField.ElementType, (int)value.Type);
        if (value.Shape is { } shape)
        {
            var dimensions = new WireWriter();
            foreach (Dimension dimension in shape) dimensions.Message(ShapeField.Dimension, Encode(dimension));
            tensor.Message(TensorTypeField.Shape, dimensions);
        }
        var type = new WireWriter();
        type.Message(TypeField.Tensor, tensor);
        return type;
    }

    private static WireWriter EncodeContainerType(Value value)
    {
        var tensor = new WireWriter();
        tensor.Int(TensorTypeField.ElementType, (int)value.ItemType);
        var item = new WireWriter();
        item.Message(TypeField.Tensor, tensor);
        var container = new WireWriter();
        container.Message(1, item); // the only field of sequences and optionals: the type of what they hold
        var type = new WireWriter();
        type.Message(value.Type == ElementType.Sequence ? TypeField.Sequence : TypeField.Optional, container);
        return type;
    }

    private static WireWriter Encode(Dimension dimension)
    {
        var message = new WireWriter();
        if (dimension.IsNumber) message.Int(DimensionField.Value, dimension.Number);
        else if (!dimension.IsUnknown) message.Text(DimensionField.Parameter, dimension.ToString());
        return message;
    }
}
