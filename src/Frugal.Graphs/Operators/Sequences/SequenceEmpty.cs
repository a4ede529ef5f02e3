using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>A list without tensors.</summary>
internal sealed class SequenceEmpty() : SequenceOperator("SequenceEmpty")
{
    public override void Infer(InferContext context) =>
        context.SetContainer(0, ElementType.Sequence, (ElementType)context.Attributes.Int("dtype", (long)ElementType.Float32));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context) => outputs.Set(0, DenseTensor.Sequence());
}
