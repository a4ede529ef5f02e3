using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// dx of <see cref="MaxPoolWithIndices"/>: every element of dy is added where its window had its maximum. Inputs: dy, the saved indices,
/// and x, which only lends its shape.
/// </summary>
internal sealed class MaxPoolGradient : Operator
{
    public override OperatorId Id => OperatorId.Frugal("MaxPoolGradient");

    public override void Infer(InferContext context) => context.Set(0, context.Type(0), context.Shape(2));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor dy = inputs[0]!;
        Shape shape = inputs[2]!.Shape;
        double[] from = dy.ToDoubles();
        ReadOnlySpan<int> indices = inputs[1]!.Span<int>();
        long windows = dy.Shape.Product(2, dy.Shape.Rank), positions = shape.Product(2, shape.Rank);
        var dx = new double[shape.Count];
        for (int i = 0; i < from.Length; i++)
            if (indices[i] >= 0) dx[i / windows * positions + indices[i]] += from[i];
        outputs.Set(0, dy.Type, shape, dx);
    }

    // Linear in dy: its transpose gathers the saved positions.
    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        if (!context.Needs(0)) return [];
        GraphBuilder builder = context.Builder;
        Value planes = builder.Integers(0, 0, -1);
        Value u = builder.Call("Reshape", context.OutputGradient(0), planes);
        Value gathered = builder.Call("GatherElements", [u, builder.Call("Reshape", context.Input(1), planes)], ("axis", 2));
        return [builder.Call("Reshape", gathered, builder.Call("Shape", context.Input(0)))];
    }

    public override OperatorCost Cost(CostContext context) => context.Of(0, context.InputShape(0).Count);
}
