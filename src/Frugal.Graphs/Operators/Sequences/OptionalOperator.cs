using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>ONNX's <c>Optional</c>: the input as a value that is present, or, without an input, one that is absent.</summary>
internal sealed class OptionalOperator() : SequenceOperator("Optional", 15)
{
    public override void Infer(InferContext context) =>
        context.SetContainer(0, ElementType.Optional, context.InputCount > 0 && context.Has(0) ? context.Type(0) : ElementType.Undefined);

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context) =>
        outputs.Set(0, DenseTensor.Optional(inputs.Length > 0 ? inputs[0] : null));
}
