using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// (data, indices, updates) → data in which the part that each row of the last axis of the index tensor names is that of the updates;
/// see <see cref="ScatterReduction"/> for what happens to the old elements.
/// </summary>
internal sealed class ScatterND : Operator
{
    public override OperatorId Id => OperatorId.Onnx("ScatterND");

    public override int SinceVersion => 11;

    public override void Infer(InferContext context)
    {
        ScatterReduction.Of(context.Attributes);
        if (context.Type(2) != context.Type(0)) throw context.Fail($"writes {context.Type(2).DisplayName()} into {context.Type(0).DisplayName()}");
        context.Set(0, context.Type(0), context.Shape(0));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        int[] targets = new GatherND().Plan(inputs[0]!.Shape, inputs, NodeAttributes.Empty).Sources;
        outputs.Set(0, ScatterReduction.Apply(inputs[0]!, inputs[2]!, targets, context.Attributes));
    }

    public override IReadOnlyList<Value?>? Differentiate(GradientContext context) => ScatterReduction.Differentiate(context, "GatherND");

    public override OperatorCost Cost(CostContext context) => context.Of(0, context.InputShape(2).Count);

    public override bool WriteForm(NodeForm form, int version) => ScatterReduction.WriteForm(form, version);
}
