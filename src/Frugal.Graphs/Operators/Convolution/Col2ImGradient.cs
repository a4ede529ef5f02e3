using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>(dy, shape of the columns, image shape, block shape) → the blocks of dy as columns: the transpose of <see cref="Col2Im"/>, attributes as there.</summary>
internal sealed class Col2ImGradient : Operator
{
    public override OperatorId Id => OperatorId.Frugal("Col2ImGradient");

    public override void Infer(InferContext context) =>
        context.Set(0, context.Type(0), new SymbolicShape(context.Known(1) ?? new Dimension[3]));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        var columns = new Shape(Array.ConvertAll(inputs[1]!.ToLongs(), d => checked((int)d)));
        outputs.Set(0, new Movement(columns, Col2Im.Places(columns, inputs[2]!, inputs[3]!, context.Attributes).Places).Apply(inputs[0]!, null));
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [context.Builder.Node(OperatorId.Onnx("Col2Im"), [context.OutputGradient(0), context.Input(2), context.Input(3)], 1, context.Attributes).Output, null, null, null];

    public override OperatorCost Cost(CostContext context) => context.Of(0, 0);
}
