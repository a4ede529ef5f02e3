using Frugal.Graphs.Onnx;
using Frugal.Tensors;

namespace Frugal.Tests.Graphs.Onnx;

/// <summary>Encodes files field by field, also such as Frugal itself would never write.</summary>
internal static class OnnxMessages
{
    public static WireWriter Message(Action<WireWriter> fill)
    {
        var message = new WireWriter();
        fill(message);
        return message;
    }

    public static byte[] Model(Action<WireWriter> graph, int opset = 17, int ir = 8, Action<WireWriter>? more = null) => Message(m =>
    {
        m.Int(ModelField.IrVersion, ir);
        m.Message(ModelField.OpsetImport, Message(o => o.Int(OpsetField.Version, opset)));
        m.Message(ModelField.Graph, Message(graph));
        more?.Invoke(m);
    }).ToArray();

    public static WireWriter Node(string op, string[] inputs, string[] outputs, Action<WireWriter>? more = null) => Message(n =>
    {
        foreach (string input in inputs) n.Text(NodeField.Input, input);
        foreach (string output in outputs) n.Text(NodeField.Output, output);
        n.Text(NodeField.OperatorType, op);
        more?.Invoke(n);
    });

    public static WireWriter Attribute(string name, AttributeKind kind, Action<WireWriter> value) => Message(a =>
    {
        a.Text(AttributeField.Name, name);
        a.Int(AttributeField.Kind, (int)kind);
        value(a);
    });

    public static WireWriter Value(string name, ElementType type = ElementType.Float32, params long[] shape) => Message(v =>
    {
        v.Text(ValueField.Name, name);
        v.Message(ValueField.Type, Message(t => t.Message(TypeField.Tensor, Message(tensor =>
        {
            tensor.Int(TensorTypeField.ElementType, (int)type);
            tensor.Message(TensorTypeField.Shape, Message(s =>
            {
                foreach (long extent in shape) s.Message(ShapeField.Dimension, Message(d => d.Int(DimensionField.Value, extent)));
            }));
        }))));
    });

    public static WireWriter Tensor(string name, ElementType type, long[] shape, Action<WireWriter> data) => Message(t =>
    {
        foreach (long extent in shape) t.Int(TensorField.Dimensions, extent);
        t.Int(TensorField.DataType, (int)type);
        t.Text(TensorField.Name, name);
        data(t);
    });

    /// <summary>A tensor whose elements are said to lie in another file.</summary>
    public static WireWriter External(string name, long[] shape, params (string Key, string Value)[] entries) => Tensor(name, ElementType.Float32, shape, t =>
    {
        t.Int(TensorField.DataLocation, 1);
        foreach (var (key, value) in entries)
            t.Message(TensorField.ExternalData, Message(e =>
            {
                e.Text(EntryField.Key, key);
                e.Text(EntryField.Value, value);
            }));
    });

    /// <summary>A model that hands one initializer out.</summary>
    public static byte[] ModelOf(WireWriter tensor, string name = "t") => Model(g =>
    {
        g.Message(GraphField.Initializer, tensor);
        g.Message(GraphField.Output, Message(v => v.Text(ValueField.Name, name)));
    });
}
