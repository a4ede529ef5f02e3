using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// (x, like) → x summed to the shape of <c>like</c>, whose values play no part: the gradient of broadcasting. x's shape is one that
/// <c>like</c>'s can be broadcast to; attribute <c>axes</c>: axes of x that <c>like</c> lacks altogether; attribute <c>mean</c>: divides by
/// the number of summands.
/// </summary>
internal sealed class SumToShape : Operator
{
    public override OperatorId Id => OperatorId.Frugal("SumToShape");

    public override void Infer(InferContext context) => context.Set(0, context.Type(0), context.Shape(1));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        Shape narrow = inputs[1]!.Shape;
        double factor = NarrowShape.Factor(narrow, x.Shape, context.Attributes);
        int[] target = Broadcasting.SourceIndices(NarrowShape.WithAllAxes(narrow, context.Attributes, x.Shape.Rank), x.Shape);
        double[] values = x.ToDoubles();
        var sums = new double[narrow.Count];
        for (int i = 0; i < values.Length; i++) sums[target[i]] += values[i];
        outputs.Set(0, x.Type, narrow, Array.ConvertAll(sums, s => s * factor));
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [context.Builder.Node(OperatorId.Frugal("ExpandLike"), [context.OutputGradient(0), context.Input(0)], 1, context.Attributes).Output, null];

    public override OperatorCost Cost(CostContext context) => context.Of(0, context.InputShape(0).Count);
}
