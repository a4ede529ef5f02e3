using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// The elements in another type: floating-point values rounded to nearest even, to integers truncated toward zero, to booleans "not zero".
/// Texts are not supported.
/// </summary>
internal sealed class Cast : Operator
{
    public override OperatorId Id => OperatorId.Onnx("Cast");

    public override void Infer(InferContext context)
    {
        ElementType type = TargetOf(context.Attributes);
        context.Set(0, type, context.Shape(0), type.IsInteger() ? context.Known(0) : null);
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context) =>
        outputs.Set(0, Convert(inputs[0]!, TargetOf(context.Attributes), context.Node));

    public override void Tie(TieContext context) => context.PassThrough(0, 0);

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) => To(context, context.Input(0).Type);

    public override bool WriteForm(NodeForm form, int version)
    {
        if (version < 19) form.Attributes = form.Attributes.Without("saturate");
        if (version < 24) form.Attributes = form.Attributes.Without("round_mode");
        return IsWritable(version, form.Inputs[0]!.Type) && IsWritable(version, TargetOf(form.Attributes));
    }

    /// <summary>The gradient of a conversion: converted back, where there is anything to convert back to.</summary>
    public static IReadOnlyList<Value?> To(GradientContext context, ElementType type)
    {
        Value dy = context.OutputGradient(0)!;
        return [dy.Type == type ? dy : context.Builder.Call("Cast", [dy], ("to", (long)type))];
    }

    /// <summary>The elements of a tensor in another type.</summary>
    public static DenseTensor Convert(DenseTensor x, ElementType type, Node node)
    {
        if (x.Type == type) return x;
        if (x.Type == ElementType.String || type.BitsPerElement() == 0)
            throw new UnsupportedOperatorException($"{node.Describe()} converts {x.Type.DisplayName()} to {type.DisplayName()}, which is not supported.");
        return x.Type.IsFloatingPoint()
            ? TensorValues.FromDoubles(type, x.Shape, x.ToDoubles())
            : TensorValues.FromLongs(type, x.Shape, x.ToLongs());
    }

    private static ElementType TargetOf(NodeAttributes attributes) => (ElementType)attributes.Int("to", 0);

    private static bool IsWritable(int version, ElementType type) => type switch
    {
        ElementType.Int4 or ElementType.UInt4 => version >= 21,
        ElementType.BFloat16 => version >= 13,
        ElementType.String => version >= 9,
        _ => true,
    };
}
