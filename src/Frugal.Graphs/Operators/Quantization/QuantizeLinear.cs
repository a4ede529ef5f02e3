using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// (x, scale[, zero]) → clamp(round(x / scale) + zero), per tensor, per axis or per block, in the zero point's type (uint8 without one,
/// unless <c>output_dtype</c> names another).
/// </summary>
/// <param name="domain">ONNX's own, or <c>com.microsoft</c>, where 16-bit types came earlier.</param>
internal sealed class QuantizeLinear(string domain = "") : Operator
{
    public override OperatorId Id { get; } = new(domain, "QuantizeLinear");

    public override int SinceVersion => 10;

    public override void Infer(InferContext context) => context.Set(0, AffineQuantization.Supported(context.Node, OutputType(context.Node)), context.Shape(0));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!, scale = inputs[1]!;
        ElementType type = OutputType(context.Node);
        var (smallest, largest) = AffineQuantization.Range(type);
        int[] at = AffineQuantization.ScaleIndices(x.Shape, scale.Shape, context.Attributes);
        double[] values = x.ToDoubles(), scales = scale.ToDoubles();
        long[]? zeros = inputs.Length > 2 ? inputs[2]?.ToLongs() : null;
        for (int i = 0; i < values.Length; i++)
            values[i] = AffineQuantization.Quantize(AffineQuantization.Quotient(values[i], scales[at[i]], scale.Type), zeros?[at[i]] ?? 0, smallest, largest);
        outputs.Set(0, type, x.Shape, values);
    }

    public override void Tie(TieContext context) => AffineQuantization.Tie(context);

    public override OperatorCost Cost(CostContext context) => context.Elementwise(4);

    public override bool WriteForm(NodeForm form, int version)
    {
        ElementType type = form.Inputs.Count > 2 && form.Inputs[2] is { } zero ? zero.Type : (ElementType)form.Attributes.Int("output_dtype", (long)ElementType.UInt8);
        if (version < 21 && form.Inputs.Count > 2 && (ElementType)form.Attributes.Int("output_dtype", 0) == type)
            form.Attributes = form.Attributes.Without("output_dtype");
        return AffineQuantization.WriteForm(form, version, type);
    }

    public override Value[]? Export(Node node, GraphBuilder builder) =>
        domain.Length == 0 ? null : [builder.Node(OperatorId.Onnx("QuantizeLinear"), [.. node.Inputs], 1, node.Attributes).Output];

    private static ElementType OutputType(Node node) => node.Input(2)?.Type
        ?? (node.Attributes.Int("output_dtype", 0) is not 0 and var type ? (ElementType)type : ElementType.UInt8);
}
