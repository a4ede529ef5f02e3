using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>The tensors of a list one behind another along an axis, or stacked along a new one (<c>new_axis = 1</c>).</summary>
internal sealed class ConcatFromSequence() : SequenceOperator("ConcatFromSequence")
{
    public override void Infer(InferContext context) => context.Set(0, context.ItemType(0), null);

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        IReadOnlyList<DenseTensor> items = Items(inputs[0], context);
        if (items.Count == 0) throw new InvalidModelException($"{context.Node.Describe()} joins a sequence of no tensors, whose shape nothing says.");
        bool stack = context.Attributes.Flag("new_axis", false);
        int axis = MovementAxes.Of(context.Attributes.Int("axis", 0), items[0].Shape.Rank + (stack ? 1 : 0));
        if (stack) outputs.Set(0, Stacking.Stack(items, context.Node.Output, axis));
        else outputs.Set(0, Concat.Join([.. items], axis));
    }
}
