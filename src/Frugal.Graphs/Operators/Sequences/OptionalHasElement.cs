using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>Whether an optional holds a value; a tensor or a sequence is one that does, a left-out input one that does not.</summary>
internal sealed class OptionalHasElement() : SequenceOperator("OptionalHasElement", 15)
{
    public override void Infer(InferContext context) => context.Set(0, ElementType.Bool, SymbolicShape.Scalar);

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor? value = inputs.Length > 0 ? inputs[0] : null;
        outputs.Set(0, DenseTensor.Scalar(value is not null && (value.Type != ElementType.Optional || value.Items.Count > 0)));
    }
}
