using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// The convolution of quantized x and w, quantized again: clamp(round((Σ (x − z_x)(w − z_w) + bias) · s_x s_w / s_y) + z_y). Inputs: x, s_x, z_x, w, s_w, z_w,
/// s_y, z_y, bias (int32, of scale s_x s_w); those of w may be one a filter. Attributes are those of Conv.
/// </summary>
internal sealed class QLinearConv : Operator
{
    public override OperatorId Id => OperatorId.Onnx("QLinearConv");

    public override int SinceVersion => 10;

    public override void Infer(InferContext context) =>
        context.Set(0, AffineQuantization.Supported(context.Node, context.Type(7)), IntegerProducts.InferConv(context, 0, 3));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor zero = inputs[7]!;
        double[]? bias = inputs.Length > 8 ? inputs[8]?.ToDoubles() : null;
        double[] sums = IntegerProducts.Conv(context.Attributes, inputs[0]!, inputs[2], inputs[3]!, inputs[5], bias, out Shape shape);
        float[] factors = Factors(inputs[1]!, inputs[4]!, inputs[6]!);
        long y = zero.ToLongs()[0];
        int filters = shape[1], positions = (int)shape.Product(2, shape.Rank);
        for (int i = 0; i < sums.Length; i++)
            sums[i] = IntegerProducts.Requantize(sums[i], factors[factors.Length == 1 ? 0 : i / positions % filters], y, zero.Type);
        outputs.Set(0, zero.Type, shape, sums);
    }

    public override OperatorCost Cost(CostContext context) => IntegerProducts.ConvCost(context, 3);

    /// <summary>s_x s_w / s_y in float32, one or one a filter.</summary>
    internal static float[] Factors(DenseTensor x, DenseTensor w, DenseTensor y)
    {
        float input = (float)x.ToDoubles()[0], output = (float)y.ToDoubles()[0];
        return Array.ConvertAll(w.ToDoubles(), s => input * (float)s / output);
    }
}
