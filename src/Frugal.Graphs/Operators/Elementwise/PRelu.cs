using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>(x, a) → x where x ≥ 0, else a·x, with a broadcast to x's shape (He, Zhang, Ren, Sun 2015).</summary>
internal sealed class PRelu : Operator
{
    public override OperatorId Id => OperatorId.Onnx("PRelu");

    public override void Infer(InferContext context) => context.Set(0, context.Type(0), context.Shape(0));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        if (!x.Type.IsFloatingPoint())
        {
            long[] integers = [.. x.ToLongs().Zip(Broadcasting.Longs(inputs[1]!, x.Shape), (v, a) => v < 0 ? a * v : v)];
            outputs.Set(0, TensorValues.FromLongs(x.Type, x.Shape, integers));
            return;
        }
        outputs.Set(0, x.Type, x.Shape, [.. x.ToDoubles().Zip(Broadcasting.Doubles(inputs[1]!, x.Shape), (v, a) => v < 0 ? a * v : v)]);
    }

    public override void Tie(TieContext context) => context.Elementwise();

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        GraphBuilder builder = context.Builder;
        Value dy = context.OutputGradient(0)!, x = context.Input(0), slope = context.Input(1), zero = builder.Scalar(0, x.Type);
        Value negative = builder.Call("Less", x, zero);
        return
        [
            context.Needs(0) ? builder.Call("Where", negative, builder.Call("Mul", dy, slope), dy) : null,
            context.Needs(1) ? Broadcasting.SumTo(builder, builder.Call("Where", negative, builder.Call("Mul", dy, x), zero), slope) : null,
        ];
    }

    public override OperatorCost Cost(CostContext context) => context.Elementwise(2);

    public override bool WriteForm(NodeForm form, int version) => version >= 9 || form.Inputs[0]!.Type.IsFloatingPoint();
}
