using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Runtime.Kernels;

/// <summary>Lookup(codebook, indices) for codebooks of numbers.</summary>
internal sealed class LookupKernel : Kernel
{
    public override IReadOnlyList<OperatorId> Operators => [OperatorId.Frugal("Lookup")];

    public override Step? Bind(KernelQuery query)
    {
        Operand codebook = query.Inputs[0]!, indices = query.Inputs[1]!, y = query.Outputs[0]!;
        if (!query.IsFloat32 || codebook.Shape.Rank != 1 || indices.Type is not (ElementType.UInt8 or ElementType.UInt16)) return null;
        return new RangeStep(y.Shape.Count, 1, $"lookup {y.Shape} in {codebook.Shape[0]} values", indices.Type == ElementType.UInt8
            ? (in Buffers b, int start, int count) => Lookup.Decode(b.Of<float>(codebook), b.Of<byte>(indices).Slice(start, count), b.Of<float>(y).Slice(start, count))
            : (in Buffers b, int start, int count) => Lookup.Decode(b.Of<float>(codebook), b.Of<ushort>(indices).Slice(start, count), b.Of<float>(y).Slice(start, count)));
    }
}
