using System.Runtime.CompilerServices;
using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Runtime.Kernels;

/// <summary>Constant weights in the order that kernels read, made once for each tensor and shared by all plans that use it the same way.</summary>
internal static class PackedWeights
{
    private static readonly ConditionalWeakTable<DenseTensor, Dictionary<(string Kind, long Size), DenseTensor>> Packs = [];

    /// <summary>B of a matrix product. The packed form depends on its shape, its transposition and the instruction set.</summary>
    public static DenseTensor OfGemm(GemmPlan plan, DenseTensor b, InstructionSet set) =>
        Get(b, $"gemm {set} {plan.Options.TransposeB} {b.Shape}", plan.PackedBBytes, packed => plan.PackB(b.Span<float>(), packed.Span<float>()));

    /// <summary>The pack of a kind, made by <paramref name="pack"/> when it is not there yet.</summary>
    public static DenseTensor Get(DenseTensor weights, string kind, long bytes, Action<DenseTensor> pack)
    {
        Dictionary<(string, long), DenseTensor> packs = Packs.GetOrCreateValue(weights);
        lock (packs)
        {
            if (packs.TryGetValue((kind, bytes), out DenseTensor? packed)) return packed;
            packed = DenseTensor.Zeros(ElementType.Float32, new Shape(checked((int)(bytes / sizeof(float)))));
            pack(packed);
            return packs[(kind, bytes)] = packed;
        }
    }
}
