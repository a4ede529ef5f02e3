using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>x itself.</summary>
internal sealed class Identity : Operator
{
    public override OperatorId Id => OperatorId.Onnx("Identity");

    public override void Infer(InferContext context)
    {
        if (context.Type(0).IsContainer()) context.SetContainer(0, context.Type(0), context.ItemType(0));
        else context.Set(0, context.Type(0), context.Shape(0), context.Known(0));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context) => outputs.Set(0, inputs[0]!);

    public override void Tie(TieContext context) => context.PassThrough(0, 0);

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) => [context.OutputGradient(0)];

    public override OperatorCost Cost(CostContext context) => context.Of(0, 0);
}
