using Frugal.Graphs;
using Frugal.Kernels;

namespace Frugal.Runtime.Kernels;

/// <summary>Mask(w, m) = m ? w : +0 for a mask of the weight's shape.</summary>
internal sealed class MaskKernel : Kernel
{
    public override IReadOnlyList<OperatorId> Operators => [OperatorId.Frugal("Mask")];

    public override Step? Bind(KernelQuery query)
    {
        Operand w = query.Inputs[0]!, mask = query.Inputs[1]!, y = query.Outputs[0]!;
        if (!query.IsFloat32 || mask.Shape.Count != w.Shape.Count) return null;
        return new RangeStep(y.Shape.Count, 1, $"mask {y.Shape}", (in Buffers b, int start, int count) => Selection.Mask(
            b.Of<bool>(mask).Slice(start, count), b.Of<float>(w).Slice(start, count), b.Of<float>(y).Slice(start, count)), inPlaceInput: 0);
    }
}
