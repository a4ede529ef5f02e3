using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// <c>ai.frugal.Ternarize(w, Δ, w⁺, w⁻)</c>: w⁺ where w &gt; Δ, −w⁻ where w &lt; −Δ, else 0; w⁻ is a magnitude. Δ, w⁺ and w⁻ are broadcast to
/// w's shape. The gradient is that of trained ternary quantization (Zhu, Han, Mao, Dally 2017), see <see cref="TernarizeGradient"/>.
/// In standard ONNX: <c>Where(w &gt; Δ, w⁺, Where(w &lt; −Δ, −w⁻, 0))</c>.
/// </summary>
internal sealed class Ternarize : Operator
{
    public override OperatorId Id => OperatorId.Frugal("Ternarize");

    public override void Infer(InferContext context) => context.Set(0, context.Type(0), context.Shape(0));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor w = inputs[0]!;
        double[] values = w.ToDoubles(), threshold = Broadcasting.Doubles(inputs[1]!, w.Shape);
        double[] positive = Broadcasting.Doubles(inputs[2]!, w.Shape), negative = Broadcasting.Doubles(inputs[3]!, w.Shape);
        for (int i = 0; i < values.Length; i++)
            values[i] = values[i] > threshold[i] ? positive[i] : values[i] < -threshold[i] ? -negative[i] : 0;
        outputs.Set(0, w.Type, w.Shape, values);
    }

    public override void Tie(TieContext context) => context.Elementwise();

    public override IReadOnlyList<Value?>? Differentiate(GradientContext context)
    {
        if (context.Needs(1)) return null;
        Node gradient = context.Builder.Node(OperatorId.Frugal("TernarizeGradient"),
            [context.OutputGradient(0), context.Input(0), context.Input(1), context.Input(2), context.Input(3)], 3);
        return [gradient.Outputs[0], null, gradient.Outputs[1], gradient.Outputs[2]];
    }

    public override OperatorCost Cost(CostContext context) => context.Elementwise(2);

    public override Value[] Export(Node node, GraphBuilder builder)
    {
        Value w = node.Inputs[0]!, threshold = node.Inputs[1]!;
        Value below = builder.Call("Less", w, builder.Call("Neg", threshold));
        Value rest = builder.Call("Where", below, builder.Call("Neg", node.Inputs[3]), builder.Scalar(0, w.Type));
        return [builder.Call("Where", builder.Call("Greater", w, threshold), node.Inputs[2], rest)];
    }
}
