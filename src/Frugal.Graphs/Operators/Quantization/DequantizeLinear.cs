using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// (q, scale[, zero]) → (q − zero) · scale, per tensor, per axis or per block, in the scale's type. Differentiable with respect to the scale.
/// </summary>
/// <param name="domain">ONNX's own, or <c>com.microsoft</c>, where 16-bit types came earlier.</param>
internal sealed class DequantizeLinear(string domain = "") : Operator
{
    public override OperatorId Id { get; } = new(domain, "DequantizeLinear");

    public override int SinceVersion => 10;

    public override void Infer(InferContext context)
    {
        AffineQuantization.Supported(context.Node, context.Type(0));
        context.Set(0, OutputType(context.Node, context.Type(1)), context.Shape(0));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor q = inputs[0]!, scale = inputs[1]!;
        int[] at = AffineQuantization.ScaleIndices(q.Shape, scale.Shape, context.Attributes);
        double[] scales = scale.ToDoubles();
        long[] values = q.ToLongs();
        long[]? zeros = inputs.Length > 2 ? inputs[2]?.ToLongs() : null;
        var result = new double[values.Length];
        for (int i = 0; i < values.Length; i++) // the difference is rounded to float32 before the product, as runtimes do (int32 biases)
            result[i] = (float)(values[i] - (zeros?[at[i]] ?? 0)) * scales[at[i]];
        outputs.Set(0, OutputType(context.Node, scale.Type), q.Shape, result);
    }

    public override void Tie(TieContext context) => AffineQuantization.Tie(context);

    public override IReadOnlyList<Value?>? Differentiate(GradientContext context)
    {
        Value q = context.Input(0), scale = context.Input(1), dy = context.OutputGradient(0)!;
        if (q.Shape is not { } shape || scale.Shape is not { IsStatic: true } scaleShape || context.Attributes.Int("block_size", 0) != 0) return null;
        GraphBuilder builder = context.Builder;
        double[] ones = [.. Enumerable.Repeat(1.0, (int)scaleShape.ToShape().Count)];
        Value unit = builder.Constant(TensorValues.FromDoubles(scale.Type, scaleShape.ToShape(), ones), "ones");
        Value levels = builder.Node(Id, [q, unit, context.Node.Input(2)], 1, context.Attributes).Output;
        Value product = builder.Call("Mul", dy, levels);
        long axis = context.Attributes.Int("axis", 1);
        if (axis < 0) axis += shape.Rank;
        long[] others = [.. Enumerable.Range(0, shape.Rank).Where(i => scaleShape.Rank == 0 || i != axis).Select(i => (long)i)];
        return [null, builder.CallFrugal("SumToShape", [product, scale], ("axes", others)), null];
    }

    public override OperatorCost Cost(CostContext context) => context.Elementwise(2);

    public override bool WriteForm(NodeForm form, int version)
    {
        if (version < 23 && (ElementType)form.Attributes.Int("output_dtype", 0) == form.Inputs[1]!.Type)
            form.Attributes = form.Attributes.Without("output_dtype"); // came with 23 here; with 21 in QuantizeLinear
        return (version >= 23 || form.Attributes.Int("output_dtype", 0) == 0) && AffineQuantization.WriteForm(form, version, form.Inputs[0]!.Type);
    }

    public override Value[]? Export(Node node, GraphBuilder builder) =>
        domain.Length == 0 ? null : [builder.Node(OperatorId.Onnx("DequantizeLinear"), [.. node.Inputs], 1, node.Attributes).Output];

    private static ElementType OutputType(Node node, ElementType scale) =>
        node.Attributes.Int("output_dtype", 0) is not 0 and var type ? (ElementType)type : scale;
}
