using System.Globalization;
using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// The elements in another type: floating-point values rounded to nearest even, to integers truncated toward zero, to booleans "not zero".
/// Numbers become their shortest decimal text (NaN, INF, -INF), texts the number that they spell.
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
        if (type == ElementType.String) return DenseTensor.OfStrings(Spelled(x), x.Shape);
        if (x.Type == ElementType.String) return Read(x, type, node);
        if (type.BitsPerElement() == 0)
            throw new UnsupportedOperatorException($"{node.Describe()} converts {x.Type.DisplayName()} to {type.DisplayName()}, which is not supported.");
        return x.Type.IsFloatingPoint()
            ? TensorValues.FromDoubles(type, x.Shape, x.ToDoubles())
            : TensorValues.FromLongs(type, x.Shape, x.ToLongs());
    }

    private static string[] Spelled(DenseTensor x)
    {
        if (!x.Type.IsFloatingPoint()) return Array.ConvertAll(x.ToLongs(), v => v.ToString(CultureInfo.InvariantCulture));
        return Array.ConvertAll(x.ToDoubles(), v => double.IsNaN(v) ? "NaN" : double.IsPositiveInfinity(v) ? "INF" : double.IsNegativeInfinity(v) ? "-INF"
            : (x.Type == ElementType.Float64 ? v.ToString("R", CultureInfo.InvariantCulture) : ((float)v).ToString("R", CultureInfo.InvariantCulture)).Replace('E', 'e'));
    }

    private static DenseTensor Read(DenseTensor x, ElementType type, Node node)
    {
        string[] texts = x.Strings.ToArray();
        return type.IsFloatingPoint()
            ? TensorValues.FromDoubles(type, x.Shape, Array.ConvertAll(texts, t => Number(t, node)))
            : TensorValues.FromLongs(type, x.Shape, Array.ConvertAll(texts, t => long.TryParse(t, NumberStyles.Integer, CultureInfo.InvariantCulture, out long v) ? v : throw NoNumber(t, node)));
    }

    private static double Number(string text, Node node) => text.ToUpperInvariant() switch
    {
        "NAN" => double.NaN,
        "INF" or "+INF" => double.PositiveInfinity,
        "-INF" => double.NegativeInfinity,
        var t => double.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out double v) ? v : throw NoNumber(text, node),
    };

    private static InvalidModelException NoNumber(string text, Node node) => new($"{node.Describe()} is to read '{text}' as a number.");

    private static ElementType TargetOf(NodeAttributes attributes) => (ElementType)attributes.Int("to", 0);

    private static bool IsWritable(int version, ElementType type) => type switch
    {
        ElementType.Int4 or ElementType.UInt4 => version >= 21,
        ElementType.BFloat16 => version >= 13,
        ElementType.String => version >= 9,
        _ => true,
    };
}
