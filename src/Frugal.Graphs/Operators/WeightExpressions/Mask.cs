using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// <c>ai.frugal.Mask(w, m)</c>: m ? w : +0, with m boolean, broadcast to w's shape. The attribute <c>gradient</c> says what reaches w:
/// <c>masked</c> (default): m ? dy : 0; <c>straight-through</c>: dy, so that masked weights go on learning (Guo, Yao, Chen 2016, "Dynamic
/// Network Surgery for Efficient DNNs"). In standard ONNX: <c>Where(m, w, 0)</c>.
/// </summary>
internal sealed class Mask : Operator
{
    public override OperatorId Id => OperatorId.Frugal("Mask");

    public override void Infer(InferContext context)
    {
        if (context.Type(1) != ElementType.Bool) throw context.Fail($"has a mask of {context.Type(1).DisplayName()}; masks are boolean");
        string gradient = context.Attributes.Text("gradient", "masked");
        if (gradient is not ("masked" or "straight-through")) throw context.Fail($"has the gradient '{gradient}'; it can be masked or straight-through");
        context.Set(0, context.Type(0), context.Shape(0));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor w = inputs[0]!;
        long[] mask = Broadcasting.Longs(inputs[1]!, w.Shape);
        double[] values = w.ToDoubles();
        for (int i = 0; i < values.Length; i++)
            if (mask[i] == 0) values[i] = 0;
        outputs.Set(0, w.Type, w.Shape, values);
    }

    public override void Tie(TieContext context) => context.Elementwise();

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        Value dy = context.OutputGradient(0)!;
        return context.Attributes.Text("gradient", "masked") == "straight-through"
            ? [dy, null]
            : [context.Builder.CallFrugal("Mask", [dy, context.Input(1)]), null];
    }

    public override Value[] Export(Node node, GraphBuilder builder) =>
        [builder.Call("Where", node.Inputs[1], node.Inputs[0], builder.Scalar(0, node.Inputs[0]!.Type))];
}
