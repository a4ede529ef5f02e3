using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>The forerunner of <see cref="Resize"/>, gone since operator set 10; read as that.</summary>
internal sealed class Upsample : Operator
{
    public override OperatorId Id => OperatorId.Onnx("Upsample");

    public override void Infer(InferContext context) => throw context.Fail("does not exist in this operator set; use Resize");

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context) =>
        throw new UnsupportedOperatorException($"{context.Node.Describe()} does not exist in this operator set; use Resize.");

    public override void ReadForm(NodeForm form, int version)
    {
        if (version >= 10) return;
        if (version < 7 && form.Attributes.Find("height_scale") is float height && form.Attributes.Find("width_scale") is float width)
            form.Attributes = form.Attributes.Without("height_scale").Without("width_scale").With("scales", new[] { 1, 1, height, width });
        form.AttributeToInput("scales", 1);
        form.Id = OperatorId.Onnx("Resize");
        OperatorTable.Get(form.Id).ReadForm(form, version);
    }
}
