using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>A tensor that stands in an attribute: <c>value</c>, or one of the short forms for scalars and vectors.</summary>
internal sealed class Constant : Operator
{
    public override OperatorId Id => OperatorId.Onnx("Constant");

    public override void Infer(InferContext context)
    {
        if (Tensor(context.Attributes) is not { } tensor)
        {
            context.Set(0, ElementType.Undefined, null);
            return;
        }
        bool small = tensor.Type is ElementType.Int32 or ElementType.Int64 && tensor.Count <= 64;
        context.Set(0, tensor.Type, SymbolicShape.Of(tensor.Shape), small ? Array.ConvertAll(tensor.ToLongs(), x => (Dimension)x) : null);
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context) =>
        outputs.Set(0, Tensor(context.Attributes) ?? throw new UnsupportedOperatorException(
            $"{context.Node.Describe()} holds a sparse tensor or none at all, which is not supported."));

    public override void Tie(TieContext context)
    {
        for (int axis = 0; axis < context.OutputShape(0).Rank; axis++) context.New(context.Output(0, axis));
    }

    public override NodeEdit? Rewrite(Node node, KeptIndices kept)
    {
        DenseTensor whole = Tensor(node.Attributes)!, tensor = whole;
        for (int axis = 0; axis < whole.Shape.Rank; axis++)
            if (kept.Output(0, axis) is { } remaining) tensor = ChannelRemoval.Take(tensor, axis, remaining);
        return tensor == whole ? null : NodeEdit.Of(NodeAttributes.Of(("value", tensor)));
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) => [];

    public override OperatorCost Cost(CostContext context) => default;

    public override bool WriteForm(NodeForm form, int version)
    {
        if (version >= 12 || form.Attributes.Has("value")) return true;
        if (Tensor(form.Attributes) is not { } tensor) return version >= 11;
        form.Attributes = NodeAttributes.Of(("value", tensor));
        return true;
    }

    /// <summary>The tensor, or null where the attributes hold none that Frugal reads.</summary>
    internal static DenseTensor? Tensor(NodeAttributes attributes)
    {
        foreach (var (name, value) in attributes)
        {
            DenseTensor? tensor = (name, value) switch
            {
                ("value", DenseTensor given) => given,
                ("value_float", float number) => DenseTensor.Scalar(number),
                ("value_floats", float[] numbers) => DenseTensor.Vector(numbers),
                ("value_int", long number) => DenseTensor.Scalar(number),
                ("value_ints", long[] numbers) => DenseTensor.Vector(numbers),
                ("value_string", string text) => DenseTensor.OfStrings([text], Shape.Scalar),
                ("value_strings", string[] texts) => DenseTensor.OfStrings(texts, new Shape(texts.Length)),
                _ => null,
            };
            if (tensor is not null) return tensor;
        }
        return null;
    }
}
