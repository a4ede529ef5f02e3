using Frugal.Tensors;

namespace Frugal.Graphs.Onnx;

/// <summary>Encodes <c>TensorProto</c>, always with raw data.</summary>
internal static class TensorWriter
{
    public static WireWriter Encode(DenseTensor tensor, string name, string? documentation)
    {
        var message = new WireWriter();
        foreach (int extent in tensor.Shape) message.Int(TensorField.Dimensions, extent);
        message.Int(TensorField.DataType, (int)tensor.Type);
        message.OptionalText(TensorField.Name, name);
        if (tensor.Type == ElementType.String)
            foreach (string text in tensor.Strings) message.Text(TensorField.StringData, text);
        else
            message.TensorBytes(TensorField.RawData, tensor);
        message.OptionalText(TensorField.Documentation, documentation);
        return message;
    }
}
