using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// (x[, minimum[, maximum]]) → min(max(x, minimum), maximum); a bound that is left out does not apply. Where x lies on or beyond a bound, its
/// gradient is 0 and that bound's is dy, so that bounds can be learned (Choi et al. 2018, "PACT").
/// </summary>
internal sealed class Clip : Operator
{
    public override OperatorId Id => OperatorId.Onnx("Clip");

    public override void Infer(InferContext context) => context.Set(0, context.Type(0), context.Shape(0));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        DenseTensor? minimum = inputs.Length > 1 ? inputs[1] : null, maximum = inputs.Length > 2 ? inputs[2] : null;
        if (x.Type.IsFloatingPoint())
        {
            double low = minimum?.ToDoubles()[0] ?? double.NegativeInfinity, high = maximum?.ToDoubles()[0] ?? double.PositiveInfinity;
            outputs.Set(0, x.Type, x.Shape, Array.ConvertAll(x.ToDoubles(), v => Math.Min(Math.Max(v, low), high)));
            return;
        }
        long least = minimum?.ToLongs()[0] ?? long.MinValue, most = maximum?.ToLongs()[0] ?? long.MaxValue;
        outputs.Set(0, TensorValues.FromLongs(x.Type, x.Shape, Array.ConvertAll(x.ToLongs(), v => Math.Min(Math.Max(v, least), most))));
    }

    public override void Tie(TieContext context) => context.PassThrough(0, 0);

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        GraphBuilder builder = context.Builder;
        Value dy = context.OutputGradient(0)!, x = context.Input(0), zero = builder.Scalar(0, x.Type);
        Value? minimum = context.Node.Input(1), maximum = context.Node.Input(2);
        return
        [
            context.Needs(0) ? builder.Node(ClipGradient.GradientId, [dy, x, minimum, maximum], 1).Output : null,
            context.Needs(1) ? Share(builder.Call("LessOrEqual", x, minimum), minimum!) : null,
            context.Needs(2) ? Share(builder.Call("GreaterOrEqual", x, maximum), maximum!) : null,
        ];

        Value Share(Value beyond, Value bound) => Broadcasting.SumTo(builder, builder.Call("Where", beyond, dy, zero), bound);
    }

    public override OperatorCost Cost(CostContext context) => context.Elementwise(2);

    public override void ReadForm(NodeForm form, int version)
    {
        if (version >= 11) return;
        BoundToInput(form, "min", 1);
        BoundToInput(form, "max", 2);
    }

    public override bool WriteForm(NodeForm form, int version)
    {
        if (version < 12 && !form.Inputs[0]!.Type.IsFloatingPoint()) return false;
        return version >= 11 || (BoundToAttribute(form, "max", 2) && BoundToAttribute(form, "min", 1));
    }

    // The attributes are float32; the inputs have x's type.
    private static void BoundToInput(NodeForm form, string name, int index)
    {
        if (form.Attributes.Find(name) is not float bound) return;
        form.Attributes = form.Attributes.Without(name);
        ElementType type = form.Inputs[0]!.Type is var t && t.IsFloatingPoint() ? t : ElementType.Float32;
        form.SetInput(index, TensorValues.FromDoubles(type, Shape.Scalar, [bound]), name);
    }

    private static bool BoundToAttribute(NodeForm form, string name, int index)
    {
        if (index >= form.Inputs.Count || form.Inputs[index] is not { } input) return true;
        if (input.Constant is not { } constant || constant.Count != 1) return false;
        double value = constant.ToDoubles()[0];
        if ((float)value != value) return false;
        form.Attributes = form.Attributes.With(name, (float)value);
        form.Inputs[index] = null;
        while (form.Inputs[^1] is null) form.Inputs.RemoveAt(form.Inputs.Count - 1);
        return true;
    }
}
