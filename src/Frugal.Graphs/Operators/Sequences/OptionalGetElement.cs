using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>The value that an optional holds; a tensor or a sequence is its own.</summary>
internal sealed class OptionalGetElement() : SequenceOperator("OptionalGetElement", 15)
{
    public override void Infer(InferContext context)
    {
        Value input = context.Node.Inputs[0]!;
        if (input.Type != ElementType.Optional) context.SetLike(0, input, input.Shape);
        else if (input.ItemType == ElementType.Sequence) context.SetContainer(0, ElementType.Sequence, ElementType.Undefined);
        else context.Set(0, input.ItemType, null);
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor value = inputs[0]!;
        if (value is { Type: ElementType.Optional, Items.Count: 0 })
            throw new InvalidModelException($"{context.Node.Describe()} asks for the value of an optional that has none; ask OptionalHasElement first.");
        outputs.Set(0, value.Type == ElementType.Optional ? value.Items[0] : value);
    }
}
