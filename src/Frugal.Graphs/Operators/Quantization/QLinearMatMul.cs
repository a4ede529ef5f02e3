using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// The product of two quantized matrices, quantized again: clamp(round((A − z_A)(B − z_B) · s_A s_B / s_Y) + z_Y). Inputs: A, s_A, z_A, B, s_B, z_B, s_Y,
/// z_Y; those of B may be one a column, those of A one a row.
/// </summary>
internal sealed class QLinearMatMul : Operator
{
    public override OperatorId Id => OperatorId.Onnx("QLinearMatMul");

    public override int SinceVersion => 10;

    public override void Infer(InferContext context) =>
        context.Set(0, AffineQuantization.Supported(context.Node, context.Type(7)), IntegerProducts.InferMatMul(context, 0, 3));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor a = inputs[0]!, b = inputs[3]!, zero = inputs[7]!;
        double[] sums = IntegerProducts.MatMul(a, inputs[2], b, inputs[5], out Shape shape);
        float[] aScales = Floats(inputs[1]!), bScales = Floats(inputs[4]!), yScales = Floats(inputs[6]!);
        long[] zeros = zero.ToLongs();
        int columns = b.Shape.Rank == 1 ? 1 : b.Shape[b.Shape.Rank - 1], rows = a.Shape.Rank == 1 ? 1 : a.Shape[a.Shape.Rank - 2];
        for (int i = 0; i < sums.Length; i++)
        {
            int column = i % columns, row = i / columns % rows;
            float factor = aScales[aScales.Length == 1 ? 0 : row] * bScales[bScales.Length == 1 ? 0 : column] / yScales[yScales.Length == 1 ? 0 : row];
            sums[i] = IntegerProducts.Requantize(sums[i], factor, zeros[zeros.Length == 1 ? 0 : row], zero.Type);
        }
        outputs.Set(0, zero.Type, shape, sums);
    }

    public override OperatorCost Cost(CostContext context) => IntegerProducts.MatMulCost(context, 0);

    // Scales of 16 bits came with 21.
    public override bool WriteForm(NodeForm form, int version) => version >= 21 || form.Inputs[1]!.Type == ElementType.Float32;

    private static float[] Floats(DenseTensor tensor) => Array.ConvertAll(tensor.ToDoubles(), v => (float)v);
}
