using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// (x, like) → x repeated to the shape of <c>like</c>, whose values play no part: the gradient of sums and means. Attribute <c>axes</c>:
/// axes of <c>like</c> that x lacks altogether; attribute <c>mean</c>: divides by the number of repetitions.
/// </summary>
internal sealed class ExpandLike : Operator
{
    public override OperatorId Id => OperatorId.Frugal("ExpandLike");

    public override void Infer(InferContext context) => context.Set(0, context.Type(0), context.Shape(1));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        Shape wide = inputs[1]!.Shape;
        double factor = NarrowShape.Factor(x.Shape, wide, context.Attributes);
        double[] values = x.ToDoubles();
        int[] source = Broadcasting.SourceIndices(NarrowShape.WithAllAxes(x.Shape, context.Attributes, wide.Rank), wide);
        outputs.Set(0, x.Type, wide, Array.ConvertAll(source, i => values[i] * factor));
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [context.Builder.Node(OperatorId.Frugal("SumToShape"), [context.OutputGradient(0), context.Input(0)], 1, context.Attributes).Output, null];
}
