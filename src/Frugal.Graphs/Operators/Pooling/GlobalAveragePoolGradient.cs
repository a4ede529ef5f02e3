using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>dx of <see cref="GlobalAveragePool"/>: dy divided by the number of positions, at every position. x only lends its shape.</summary>
internal sealed class GlobalAveragePoolGradient : Operator
{
    public override OperatorId Id => OperatorId.Frugal("GlobalAveragePoolGradient");

    public override void Infer(InferContext context) => context.Set(0, context.Type(0), context.Shape(1));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor dy = inputs[0]!;
        Shape shape = inputs[1]!.Shape;
        double[] from = dy.ToDoubles();
        long positions = shape.Product(2, shape.Rank);
        var dx = new double[shape.Count];
        for (int i = 0; i < dx.Length; i++) dx[i] = from[i / positions] / positions;
        outputs.Set(0, dy.Type, shape, dx);
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [context.Builder.Call("GlobalAveragePool", context.OutputGradient(0))];
}
