using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>The tensor at a position of a list.</summary>
internal sealed class SequenceAt() : SequenceOperator("SequenceAt")
{
    public override void Infer(InferContext context) => context.Set(0, context.ItemType(0), null);

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        IReadOnlyList<DenseTensor> items = Items(inputs[0], context);
        outputs.Set(0, items[Position(inputs[1]!, items.Count, items.Count, context)]);
    }
}
