using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Runtime.Kernels;

/// <summary>One matrix product C = activation(α·A·B + bias + residual).</summary>
internal sealed class GemmStep : Step
{
    private readonly GemmPlan plan;
    private readonly (int M, int N, int K) size;
    private readonly Operand a, b, c;
    private readonly Operand? bias, residual;
    private readonly DenseTensor? packedB;
    private readonly int strideA, strideB;
    private readonly string fused;

    public GemmStep(GemmPlan plan, (int M, int N, int K) size, Operand a, Operand b, Operand c, Operand? bias, Operand? residual, string fused, InstructionSet set)
    {
        (this.plan, this.size, this.a, this.b, this.c, this.bias, this.residual, this.fused) = (plan, size, a, b, c, bias, residual, fused);
        strideA = plan.Options.TransposeA ? size.M : size.K;
        strideB = plan.Options.TransposeB ? size.K : size.N;
        if (plan.Options.ConstantB) packedB = PackedWeights.OfGemm(plan, b.Constant!, set);
    }

    public override long ScratchBytes => plan.ScratchBytes;

    public override int Tiles(int phase) => plan.Tiles;

    public override void Run(in Buffers buffers, int phase, int tile, Span<byte> scratch) => plan.RunTile(
        tile, buffers.Of<float>(a), strideA, packedB is null ? buffers.Of<float>(b) : packedB.Span<float>(), strideB, buffers.Of<float>(c), size.N,
        buffers.OfOptional<float>(bias), buffers.OfOptional<float>(residual), scratch);

    public override string Describe() =>
        $"gemm {size.M}x{size.N}x{size.K}{(plan.Options.TransposeA ? ", Aᵀ" : "")}{(plan.Options.TransposeB ? ", Bᵀ" : "")}{(packedB is null ? "" : ", packed")}{(bias is null ? "" : ", bias")}{fused}";
}
