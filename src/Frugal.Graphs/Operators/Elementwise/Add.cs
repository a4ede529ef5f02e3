namespace Frugal.Graphs.Operators;

/// <summary>a + b, broadcast.</summary>
internal sealed class Add() : BroadcastOperator("Add")
{
    protected override double Apply(double left, double right, NodeAttributes attributes) => left + right;

    protected override long Apply(long left, long right, NodeAttributes attributes) => left + right;

    protected override Dimension Apply(Dimension left, Dimension right) => left + right;

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        Value dy = context.OutputGradient(0)!;
        return
        [
            context.Needs(0) ? Broadcasting.SumTo(context.Builder, dy, context.Input(0)) : null,
            context.Needs(1) ? Broadcasting.SumTo(context.Builder, dy, context.Input(1)) : null,
        ];
    }

    public override Value? SquareOverSamples(GradientContext context, int input) => context.Input(input).Shape is { } shape
        ? SampleSquares.OfBroadcast(context.Builder, context.OutputGradient(0)!, null, shape, context.Input(input))
        : null;
}
