using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>(A − z_A)(B − z_B) in int32, for 8-bit A and B; zero points are scalars, or one a row of A and one a column of B.</summary>
internal sealed class MatMulInteger : Operator
{
    public override OperatorId Id => OperatorId.Onnx("MatMulInteger");

    public override int SinceVersion => 10;

    public override void Infer(InferContext context) => context.Set(0, ElementType.Int32, IntegerProducts.InferMatMul(context, 0, 1));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        double[] sums = IntegerProducts.MatMul(inputs[0]!, inputs.Length > 2 ? inputs[2] : null, inputs[1]!, inputs.Length > 3 ? inputs[3] : null, out Shape shape);
        outputs.Set(0, ElementType.Int32, shape, sums);
    }

    public override OperatorCost Cost(CostContext context) => IntegerProducts.MatMulCost(context, 0);
}
