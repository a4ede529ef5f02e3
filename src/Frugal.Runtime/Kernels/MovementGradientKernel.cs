using Frugal.Graphs;
using Frugal.Graphs.Operators;
using Frugal.Tensors;

namespace Frugal.Runtime.Kernels;

/// <summary>The gradients of movements: elements are added back to where they came from, sample by sample.</summary>
internal sealed class MovementGradientKernel : Kernel
{
    public override IReadOnlyList<OperatorId> Operators =>
        [.. OperatorTable.Operators.OfType<MovementGradient>().Select(o => o.Id)];

    public override Step? Bind(KernelQuery query)
    {
        Operand dy = query.Inputs[0]!, dx = query.Outputs[0]!;
        if (dy.Type != ElementType.Float32 || MovementKernel.MapOf(query, dx.Shape, skipped: 2) is not { } map) return null;
        return new RangeStep(map.Samples, map.SourceStride, $"{query.Node.Operator.Id.Name} {dy.Shape} to {dx.Shape}", (in Buffers b, int start, int count) =>
        {
            Span<float> from = b.Of<float>(dy), to = b.Of<float>(dx);
            for (int sample = start; sample < start + count; sample++)
                map.ScatterAdd(from.Slice(sample * map.Sources.Length, map.Sources.Length), to.Slice(sample * map.SourceStride, map.SourceStride));
        });
    }
}
