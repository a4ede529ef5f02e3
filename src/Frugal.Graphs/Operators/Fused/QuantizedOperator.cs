using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// An operator of quantized values that is defined by dequantizing, computing and quantizing again. Its reference computes in float32, as runtimes do:
/// in float64 other integers come out near ties.
/// </summary>
internal abstract class QuantizedOperator(string name) : ComposedOperator
{
    public sealed override OperatorId Id { get; } = OperatorId.Microsoft(name);

    protected sealed override bool Widens => false;

    /// <summary>The values of a quantized input whose scale and zero point follow it.</summary>
    protected static Value Dequantize(Composition c, int index) => Dequantize(c, c[index], c[index + 1], c.Optional(index + 2));

    /// <summary>The values of quantized integers.</summary>
    protected static Value Dequantize(Composition c, Value q, Value scale, Value? zero) =>
        c.Builder.Call("DequantizeLinear", zero is null ? [q, scale] : [q, scale, zero]);

    /// <summary>Quantizes to the type of the zero point at <paramref name="index"/> + 1, or to that of the first input.</summary>
    protected static Value Quantize(Composition c, Value x, int index) => c.Has(index + 1)
        ? c.Builder.Call("QuantizeLinear", x, c[index], c[index + 1])
        : c.Builder.Call("QuantizeLinear", x, c[index], c.Builder.Constant(DenseTensor.Zeros(c.Type, Shape.Scalar), "zero_point"));
}
