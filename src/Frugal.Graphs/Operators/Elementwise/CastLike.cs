using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>(x, like) → x in the type of <c>like</c>, whose values play no part. See <see cref="Cast"/>.</summary>
internal sealed class CastLike : Operator
{
    public override OperatorId Id => OperatorId.Onnx("CastLike");

    public override void Infer(InferContext context) =>
        context.Set(0, context.Type(1), context.Shape(0), context.Type(1).IsInteger() ? context.Known(0) : null);

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context) =>
        outputs.Set(0, Cast.Convert(inputs[0]!, inputs[1]!.Type, context.Node));

    public override void Tie(TieContext context)
    {
        context.PassThrough(0, 0);
        for (int axis = 0; axis < context.InputShape(1).Rank; axis++) context.New(context.Input(1, axis)); // only its type counts
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) => [.. Cast.To(context, context.Input(0).Type), null];

    public override bool WriteForm(NodeForm form, int version)
    {
        if (version >= 15) return true;
        form.Id = OperatorId.Onnx("Cast");
        form.Attributes = NodeAttributes.Of(("to", (long)form.Inputs[1]!.Type));
        form.Inputs.RemoveAt(1);
        return true;
    }
}
