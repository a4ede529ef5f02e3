using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// (data, indices, updates) → data in which each update stands at its own place, but for one axis, whose index the index tensor gives;
/// see <see cref="ScatterReduction"/> for what happens to the old element. Where several updates meet in one place without a reduction,
/// the gradient takes each of them for the one that stands.
/// </summary>
internal sealed class ScatterElements : Operator
{
    public override OperatorId Id => OperatorId.Onnx("ScatterElements");

    public override int SinceVersion => 11;

    public override void Infer(InferContext context)
    {
        ScatterReduction.Of(context.Attributes);
        if (context.Type(2) != context.Type(0)) throw context.Fail($"writes {context.Type(2).DisplayName()} into {context.Type(0).DisplayName()}");
        context.Set(0, context.Type(0), context.Shape(0));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        // Updates stand where GatherElements would read.
        int[] targets = new GatherElements().Plan(inputs[0]!.Shape, inputs, context.Attributes).Sources;
        outputs.Set(0, ScatterReduction.Apply(inputs[0]!, inputs[2]!, targets, context.Attributes));
    }

    public override IReadOnlyList<Value?>? Differentiate(GradientContext context) => ScatterReduction.Differentiate(context, "GatherElements");

    public override OperatorCost Cost(CostContext context) => context.Of(0, context.InputShape(2).Count);

    public override bool WriteForm(NodeForm form, int version) => ScatterReduction.WriteForm(form, version);
}
