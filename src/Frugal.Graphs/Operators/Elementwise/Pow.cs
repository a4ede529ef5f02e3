using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>a^b, broadcast, in a's type; b may be of another type.</summary>
internal sealed class Pow : Operator
{
    public override OperatorId Id => OperatorId.Onnx("Pow");

    public override void Infer(InferContext context) => context.Set(0, context.Type(0), Broadcasting.Infer(context));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor a = inputs[0]!, b = inputs[1]!;
        Shape shape = Broadcasting.Of(a.Shape, b.Shape);
        if (a.Type.IsInteger() && b.Type.IsInteger())
        {
            long[] powers = [.. Broadcasting.Longs(a, shape).Zip(Broadcasting.Longs(b, shape), IntegerPower)];
            outputs.Set(0, TensorValues.FromLongs(a.Type, shape, powers));
            return;
        }
        outputs.Set(0, a.Type, shape, [.. Broadcasting.Doubles(a, shape).Zip(Broadcasting.Doubles(b, shape), Math.Pow)]);
    }

    public override void Tie(TieContext context) => context.Elementwise();

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        GraphBuilder builder = context.Builder;
        Value dy = context.OutputGradient(0)!, a = context.Input(0), b = context.Input(1), y = context.Output(0);
        Value exponent = b.Type == a.Type ? b : builder.Call("Cast", [b], ("to", (long)a.Type));
        return [context.Needs(0) ? ToBase() : null, context.Needs(1) ? ToExponent() : null];

        Value ToBase()
        {
            Value power = builder.Call("Pow", a, builder.Call("Sub", exponent, builder.Scalar(1, a.Type)));
            return Broadcasting.SumTo(builder, builder.Call("Mul", dy, builder.Call("Mul", exponent, power)), a);
        }

        // a^b log a; 0 where a is not positive, as only integer exponents are allowed there.
        Value ToExponent()
        {
            Value one = builder.Scalar(1, a.Type), positive = builder.Call("Greater", a, builder.Scalar(0, a.Type));
            Value logarithm = builder.Call("Log", builder.Call("Where", positive, a, one));
            Value gradient = Broadcasting.SumTo(builder, builder.Call("Mul", dy, builder.Call("Mul", y, logarithm)), b);
            return b.Type == a.Type ? gradient : builder.Call("Cast", [gradient], ("to", (long)b.Type));
        }
    }

    // Operator set 12 brought integers and exponents of another type.
    public override bool WriteForm(NodeForm form, int version) =>
        version >= 12 || (form.Inputs[0]!.Type.IsFloatingPoint() && form.Inputs[0]!.Type == form.Inputs[1]!.Type);

    // Wraps on overflow; a negative exponent truncates toward zero.
    private static long IntegerPower(long value, long exponent)
    {
        if (exponent < 0) return value == 1 ? 1 : value == -1 ? (exponent % 2 == 0 ? 1 : -1) : 0;
        long result = 1;
        for (; exponent > 0; exponent >>= 1, value *= value)
            if ((exponent & 1) != 0) result *= value;
        return result;
    }
}
