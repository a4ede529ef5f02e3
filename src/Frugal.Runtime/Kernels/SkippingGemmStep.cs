using Frugal.Kernels;

namespace Frugal.Runtime.Kernels;

/// <summary>One matrix product C = op(A)·B of changing operands, which passes over zeros of A where there are many (<see cref="SkippingGemmPlan"/>).</summary>
internal sealed class SkippingGemmStep : Step
{
    // Below these sizes looking for zeros costs more than it can save.
    private const int FewestRows = 16, FewestColumns = 32, FewestTerms = 16;

    private readonly SkippingGemmPlan plan;
    private readonly (int M, int N, int K) size;
    private readonly Operand a, b, c;
    private readonly bool transposeA;

    private SkippingGemmStep((int M, int N, int K) size, Operand a, Operand b, Operand c, bool transposeA, InstructionSet set)
    {
        (this.size, this.a, this.b, this.c, this.transposeA) = (size, a, b, c, transposeA);
        plan = SkippingGemmPlan.Create(size.M, size.N, size.K, transposeA, set);
    }

    public override long ScratchBytes => plan.ScratchBytes;

    /// <summary>The step for a plain product of operands that both change from run to run, as products of gradients are; null for any other.</summary>
    public static SkippingGemmStep? For((int M, int N, int K) size, GemmOptions options, Operand a, Operand b, Operand c, InstructionSet set)
    {
        bool suits = options == new GemmOptions { TransposeA = options.TransposeA } && a.Constant is null && b.Constant is null
            && size is { M: >= FewestRows, N: >= FewestColumns, K: >= FewestTerms };
        return suits ? new SkippingGemmStep(size, a, b, c, options.TransposeA, set) : null;
    }

    public override int Tiles(int phase) => plan.Tiles;

    public override void Run(in Buffers buffers, int phase, int tile, Span<byte> scratch) =>
        plan.RunTile(tile, buffers.Of<float>(a), buffers.Of<float>(b), buffers.Of<float>(c), scratch);

    public override string Describe() => $"gemm {size.M}x{size.N}x{size.K}{(transposeA ? ", Aᵀ" : "")}, skipping zeros of A";
}
