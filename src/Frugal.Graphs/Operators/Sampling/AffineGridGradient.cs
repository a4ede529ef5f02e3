using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>(gradient of the grid, size) → the gradient of θ of <see cref="AffineGrid"/>, attributes as there.</summary>
internal sealed class AffineGridGradient : Operator
{
    public override OperatorId Id => OperatorId.Frugal("AffineGridGradient");

    public override void Infer(InferContext context)
    {
        int? axes = context.Shape(0)?.Rank - 2;
        context.Set(0, context.Type(0), axes is { } n ? new SymbolicShape(context.Shape(0)![0], n, n + 1) : null);
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        double[] gradient = inputs[0]!.ToDoubles();
        double[][] positions = AffineGrid.Positions(inputs[1]!, context.Attributes, out Shape shape);
        int axes = shape[shape.Rank - 1];
        var theta = new double[shape[0] * axes * (axes + 1)];
        for (int i = 0; i < gradient.Length; i++)
        {
            int sample = i / (positions.Length * axes);
            for (int k = 0; k <= axes; k++) theta[(sample * axes + i % axes) * (axes + 1) + k] += gradient[i] * positions[i / axes % positions.Length][k];
        }
        outputs.Set(0, inputs[0]!.Type, new Shape(shape[0], axes, axes + 1), theta);
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [context.Builder.Node(OperatorId.Onnx("AffineGrid"), [context.OutputGradient(0), context.Input(1)], 1, context.Attributes).Output, null];

    public override OperatorCost Cost(CostContext context) => context.Of(context.InputShape(0).Count * (context.InputShape(0).Rank - 1), 0);
}
