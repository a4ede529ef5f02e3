using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// <c>com.microsoft.DynamicQuantizeMatMul</c>: A quantized by its own range, times quantized B, plus bias, in float32. Inputs: A, B, s_B, z_B, bias.
/// </summary>
internal sealed class DynamicQuantizeMatMul() : QuantizedOperator("DynamicQuantizeMatMul")
{
    public override void Infer(InferContext context) => context.Set(0, context.Type(0), IntegerProducts.InferMatMul(context, 0, 1));

    protected override Value?[] Compose(Composition c)
    {
        Node quantized = c.Builder.Node(OperatorId.Onnx("DynamicQuantizeLinear"), [c[0]], 3);
        return [MatMulIntegerToFloat.Product(c, quantized.Outputs[0]!, c[1], quantized.Outputs[1]!, c[2], quantized.Outputs[2]!, c.Optional(3), c.Optional(4))];
    }
}
