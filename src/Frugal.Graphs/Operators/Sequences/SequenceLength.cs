using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>How many tensors a list has, as an int64 scalar.</summary>
internal sealed class SequenceLength() : SequenceOperator("SequenceLength")
{
    public override void Infer(InferContext context) => context.Set(0, ElementType.Int64, SymbolicShape.Scalar);

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context) =>
        outputs.Set(0, DenseTensor.Scalar((long)Items(inputs[0], context).Count));
}
