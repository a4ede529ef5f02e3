using Frugal.Tensors;

namespace Frugal.Graphs.Onnx;

/// <summary>ONNX's <c>Constant</c> operator, whose nodes become initializers on reading.</summary>
internal static class ConstantNode
{
    /// <summary>The tensor that a node stands for; null when it is no <c>Constant</c> or holds a sparse tensor.</summary>
    public static DenseTensor? TensorOf(NodeMessage node)
    {
        if (node.Id != OperatorId.Onnx("Constant") || node.Outputs is not [{ Length: > 0 }] || node.Inputs.Count > 0 || node.Attributes.Count != 1) return null;
        return (node.Attributes[0].Name, node.Attributes[0].Value) switch
        {
            ("value", DenseTensor tensor) => tensor,
            ("value_float", float number) => DenseTensor.Scalar(number),
            ("value_floats", float[] numbers) => DenseTensor.Vector(numbers),
            ("value_int", long number) => DenseTensor.Scalar(number),
            ("value_ints", long[] numbers) => DenseTensor.Vector(numbers),
            ("value_string", string text) => DenseTensor.OfStrings([text], Shape.Scalar),
            ("value_strings", string[] texts) => DenseTensor.OfStrings(texts, new Shape(texts.Length)),
            _ => null,
        };
    }
}
