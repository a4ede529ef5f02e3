using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// <c>ai.frugal.FakeQuantize(x, scale[, zero])</c>: x quantized and dequantized again, (clamp(round(x / s) + z) − z) · s, with z of an integer
/// type, 0 if left out; scale and zero are scalars or vectors along <c>axis</c> (default 1). The integers have <c>bits</c> (default 8) and are
/// <c>signed</c> (default 1); <c>narrow_range</c> leaves out the lowest one. The attribute <c>gradient</c> is <c>learned-step</c> (default;
/// Esser et al. 2020, "Learned Step Size Quantization") or <c>straight-through</c>, see <see cref="FakeQuantizeGradient"/>.
/// In standard ONNX: <c>DequantizeLinear(QuantizeLinear(x, s, z), s, z)</c>, with a Clip of the integers between where the range is not
/// that of the type.
/// </summary>
internal sealed class FakeQuantize : Operator
{
    public override OperatorId Id => OperatorId.Frugal("FakeQuantize");

    public override void Infer(InferContext context)
    {
        if (context.Attributes.Int("bits", 8) is < 2 or > 16) throw context.Fail($"has {context.Attributes.Int("bits", 8)} bits; 2 to 16 are possible");
        string gradient = context.Attributes.Text("gradient", "learned-step");
        if (gradient is not ("learned-step" or "straight-through")) throw context.Fail($"has the gradient '{gradient}'; it can be learned-step or straight-through");
        context.Set(0, context.Type(0), context.Shape(0));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!, scale = inputs[1]!;
        var (smallest, largest) = Range(context.Attributes);
        int[] at = AffineQuantization.ScaleIndices(x.Shape, scale.Shape, context.Attributes);
        double[] values = x.ToDoubles(), scales = scale.ToDoubles();
        long[]? zeros = inputs.Length > 2 ? inputs[2]?.ToLongs() : null;
        for (int i = 0; i < values.Length; i++)
        {
            double s = scales[at[i]], zero = zeros?[at[i]] ?? 0;
            values[i] = (AffineQuantization.Quantize(AffineQuantization.Quotient(values[i], s, x.Type), zero, smallest, largest) - zero) * s;
        }
        outputs.Set(0, x.Type, x.Shape, values);
    }

    public override void Tie(TieContext context) => AffineQuantization.Tie(context);

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        Node gradient = context.Builder.Node(OperatorId.Frugal("FakeQuantizeGradient"),
            [context.OutputGradient(0), context.Input(0), context.Input(1), context.Node.Input(2)], 2, context.Attributes);
        return [gradient.Outputs[0], gradient.Outputs[1], null];
    }

    public override OperatorCost Cost(CostContext context) => context.Elementwise(6);

    public override Value[] Export(Node node, GraphBuilder builder)
    {
        Value x = node.Inputs[0]!, scale = node.Inputs[1]!;
        NodeAttributes attributes = node.Attributes;
        bool signed = attributes.Flag("signed", true), wide = attributes.Int("bits", 8) > 8;
        ElementType type = wide ? (signed ? ElementType.Int16 : ElementType.UInt16) : signed ? ElementType.Int8 : ElementType.UInt8;
        Value zero = node.Input(2) is not { } given
            ? builder.Constant(DenseTensor.Zeros(type, scale.Shape?.ToShape() ?? Shape.Scalar), "zero_point")
            : given.Type == type ? given
            : given.Constant is { } constant ? builder.Constant(TensorValues.FromLongs(type, constant.Shape, constant.ToLongs()), "zero_point")
            : builder.Call("Cast", [given], ("to", (long)type));
        (string, object)[] along = scale.Shape is { Rank: 0 } ? [] : [("axis", attributes.Int("axis", 1))];
        Value q = builder.Call("QuantizeLinear", [x, scale, zero], along);
        if (Range(attributes) != AffineQuantization.Range(type))
        {
            var (smallest, largest) = Range(attributes);
            q = builder.Call("Clip", q, Level(smallest), Level(largest));
        }
        return [builder.Call("DequantizeLinear", [q, scale, zero], along)];

        Value Level(long level) => builder.Constant(TensorValues.FromLongs(type, Shape.Scalar, [level]), "level");
    }

    /// <summary>The smallest and largest integer.</summary>
    public static (long Smallest, long Largest) Range(NodeAttributes attributes)
    {
        int bits = (int)attributes.Int("bits", 8);
        bool signed = attributes.Flag("signed", true);
        long smallest = signed ? -(1L << (bits - 1)) : 0, largest = signed ? (1L << (bits - 1)) - 1 : (1L << bits) - 1;
        return (attributes.Flag("narrow_range", false) ? smallest + 1 : smallest, largest);
    }
}
