using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Runtime.Kernels;

/// <summary>Many matrix products of one size; the axes before the matrices are broadcast.</summary>
internal sealed class BatchedGemmStep : Step
{
    private readonly GemmPlan plan;
    private readonly (int M, int N, int K) size;
    private readonly Operand a, b, c;
    private readonly (int A, int B)[] products;

    public BatchedGemmStep(GemmPlan plan, (int M, int N, int K) size, Operand a, Operand b, Operand c)
    {
        (this.plan, this.size, this.a, this.b, this.c) = (plan, size, a, b, c);
        Shape batch = new(c.Shape.Dimensions[..^2]);
        products = new (int, int)[batch.Count];
        for (int i = 0; i < products.Length; i++) products[i] = (MatrixOf(a.Shape, batch, i), MatrixOf(b.Shape, batch, i));
    }

    public override long ScratchBytes => plan.ScratchBytes;

    public override int Tiles(int phase) => Math.Max(1, products.Length * plan.Tiles);

    public override void Run(in Buffers buffers, int phase, int tile, Span<byte> scratch)
    {
        if (products.Length == 0) return;
        int product = tile / plan.Tiles;
        (int m, int n, int k) = size;
        plan.RunTile(tile % plan.Tiles, buffers.Of<float>(a).Slice(products[product].A * m * k, m * k), plan.Options.TransposeA ? m : k,
            buffers.Of<float>(b).Slice(products[product].B * k * n, k * n), plan.Options.TransposeB ? k : n,
            buffers.Of<float>(c).Slice(product * m * n, m * n), n, default, default, scratch);
    }

    public override string Describe() => $"{products.Length} gemm {size.M}x{size.N}x{size.K}";

    // Which matrix of an operand takes part in product number i of the batch.
    private static int MatrixOf(Shape operand, Shape batch, int i)
    {
        int matrix = 0, stride = 1;
        for (int axis = batch.Rank - 1; axis >= 0; axis--)
        {
            int index = i % batch[axis], own = axis - (batch.Rank - (operand.Rank - 2));
            i /= batch[axis];
            if (own < 0) continue;
            if (operand[own] > 1) matrix += index * stride;
            stride *= operand[own];
        }
        return matrix;
    }
}
