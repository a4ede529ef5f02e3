using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>A list without the tensor at a position, by default the last.</summary>
internal sealed class SequenceErase() : SequenceOperator("SequenceErase")
{
    public override void Infer(InferContext context) => context.SetContainer(0, ElementType.Sequence, context.ItemType(0));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        List<DenseTensor> items = [.. Items(inputs[0], context)];
        DenseTensor position = inputs.Length > 1 && inputs[1] is { } given ? given : DenseTensor.Scalar(-1L);
        items.RemoveAt(Position(position, items.Count, items.Count, context));
        outputs.Set(0, DenseTensor.Sequence([.. items]));
    }
}
