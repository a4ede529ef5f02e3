using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// Normalisation of each channel of each sample over its positions, then scale and bias for each channel (Ulyanov, Vedaldi and Lempitsky
/// 2016). Inputs: x [N,C,…], scale [C], bias [C].
/// </summary>
internal sealed class InstanceNormalization : Operator
{
    public override OperatorId Id => OperatorId.Onnx("InstanceNormalization");

    public override void Infer(InferContext context)
    {
        BatchNormalization.RequireChannels(context, 1, 2);
        context.Set(0, context.Type(0), context.Shape(0));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context) => outputs.Set(
        0, inputs[0]!.Type, inputs[0]!.Shape,
        GroupNormalization.Run(inputs, groups: 0, context.Attributes.Float("epsilon", BatchNormalization.DefaultEpsilon)));

    public override void Tie(TieContext context)
    {
        context.Same(context.Input(0, 0), context.Output(0, 0));
        context.Same(context.Input(0, 1), context.Output(0, 1));
        for (int i = 1; i < 3; i++) context.Same(context.Input(0, 1), context.Input(i, 0));
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) => GradientNode.Append(
        context, "GroupNormalizationGradient", [context.OutputGradient(0), context.Input(0), context.Input(1)],
        context.Attributes.With("num_groups", 0), context.Needs(0), context.Needs(1), context.Needs(2));

    public override Value? SquareOverSamples(GradientContext context, int input) => input switch
    {
        1 when SampleSquares.Normalized(context) is { } normalized => SampleSquares.OfChannels(context.Builder, context.OutputGradient(0)!, normalized, context.Input(1)),
        2 => SampleSquares.OfChannels(context.Builder, context.OutputGradient(0)!, null, context.Input(2)),
        _ => null,
    };

    public override OperatorCost Cost(CostContext context) => context.Elementwise(7);
}
