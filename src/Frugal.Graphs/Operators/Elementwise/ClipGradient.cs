using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>(dy, x[, minimum[, maximum]]) → dy where x lies strictly between the bounds, else 0.</summary>
internal sealed class ClipGradient : Operator
{
    /// <summary>Domain and name.</summary>
    public static OperatorId GradientId { get; } = OperatorId.Frugal("ClipGradient");

    public override OperatorId Id => GradientId;

    public override void Infer(InferContext context) => context.Set(0, context.Type(1), context.Shape(1));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[1]!;
        double low = (inputs.Length > 2 ? inputs[2] : null)?.ToDoubles()[0] ?? double.NegativeInfinity;
        double high = (inputs.Length > 3 ? inputs[3] : null)?.ToDoubles()[0] ?? double.PositiveInfinity;
        outputs.Set(0, x.Type, x.Shape, [.. inputs[0]!.ToDoubles().Zip(x.ToDoubles(), (g, v) => v > low && v < high ? g : 0)]);
    }

    public override IReadOnlyList<Value?>? Differentiate(GradientContext context) => context.Needs(2) || context.Needs(3) ? null
        : [context.Builder.Node(Id, [context.OutputGradient(0), .. context.Node.Inputs.Skip(1)], 1).Output, null, null, null];

    public override OperatorCost Cost(CostContext context) => context.Elementwise(2);
}
