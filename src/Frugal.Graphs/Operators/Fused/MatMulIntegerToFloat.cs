using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// <c>com.microsoft.MatMulIntegerToFloat</c>: (A − z_A)(B − z_B) s_A s_B + bias in float32. Inputs: A, B, s_A, s_B, z_A, z_B, bias; those of B may be one a column.
/// </summary>
internal sealed class MatMulIntegerToFloat() : QuantizedOperator("MatMulIntegerToFloat")
{
    public override void Infer(InferContext context) => context.Set(0, context.Type(2), IntegerProducts.InferMatMul(context, 0, 1));

    protected override Value?[] Compose(Composition c) => [Product(c, c[0], c[1], c[2], c[3], c.Optional(4), c.Optional(5), c.Optional(6))];

    /// <summary>The product of quantized matrices in float32.</summary>
    public static Value Product(Composition c, Value a, Value b, Value aScale, Value bScale, Value? aZero, Value? bZero, Value? bias)
    {
        Value?[] operands = bZero is not null ? [a, b, aZero, bZero] : aZero is not null ? [a, b, aZero] : [a, b];
        Value sum = c.Cast(c.Builder.Call("MatMulInteger", operands), aScale.Type);
        return c.AddOptional(c.Mul(sum, c.Mul(aScale, bScale)), bias);
    }
}
