using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>The convolution of (x − z_x) and (w − z_w) in int32, for 8-bit x and w; padding stands for zero points. Attributes are those of Conv.</summary>
internal sealed class ConvInteger : Operator
{
    public override OperatorId Id => OperatorId.Onnx("ConvInteger");

    public override int SinceVersion => 10;

    public override void Infer(InferContext context) => context.Set(0, ElementType.Int32, IntegerProducts.InferConv(context, 0, 1));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        double[] sums = IntegerProducts.Conv(context.Attributes, inputs[0]!, inputs.Length > 2 ? inputs[2] : null, inputs[1]!, inputs.Length > 3 ? inputs[3] : null, null, out Shape shape);
        outputs.Set(0, ElementType.Int32, shape, sums);
    }

    public override OperatorCost Cost(CostContext context) => IntegerProducts.ConvCost(context, 1);
}
