using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>The forerunner of <see cref="ScatterElements"/>, deprecated since operator set 11; read as that.</summary>
internal sealed class Scatter : Operator
{
    public override OperatorId Id => OperatorId.Onnx("Scatter");

    public override int SinceVersion => 9;

    public override void Infer(InferContext context) => throw context.Fail("does not exist in this operator set; use ScatterElements");

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context) =>
        throw new UnsupportedOperatorException($"{context.Node.Describe()} does not exist in this operator set; use ScatterElements.");

    public override void ReadForm(NodeForm form, int version) => form.Id = OperatorId.Onnx("ScatterElements");
}
