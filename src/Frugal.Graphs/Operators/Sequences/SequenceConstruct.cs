using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>A list of the inputs.</summary>
internal sealed class SequenceConstruct() : SequenceOperator("SequenceConstruct")
{
    public override void Infer(InferContext context) => context.SetContainer(0, ElementType.Sequence, context.Type(0));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context) =>
        outputs.Set(0, DenseTensor.Sequence([.. inputs!]));
}
