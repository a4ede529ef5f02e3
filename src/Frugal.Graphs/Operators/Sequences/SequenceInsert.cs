using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>A list with one more tensor at a position, by default at the end.</summary>
internal sealed class SequenceInsert() : SequenceOperator("SequenceInsert")
{
    public override void Infer(InferContext context) => context.SetContainer(0, ElementType.Sequence, context.Type(1));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        List<DenseTensor> items = [.. Items(inputs[0], context)];
        int at = inputs.Length > 2 && inputs[2] is { } position ? Position(position, items.Count + 1, items.Count, context) : items.Count;
        items.Insert(at, inputs[1]!);
        outputs.Set(0, DenseTensor.Sequence([.. items]));
    }
}
