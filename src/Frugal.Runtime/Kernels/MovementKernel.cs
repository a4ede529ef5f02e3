using System.Runtime.InteropServices;
using Frugal.Graphs;
using Frugal.Graphs.Operators;
using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Runtime.Kernels;

/// <summary>
/// Slice, Pad, Transpose, Gather and all other operators that only move elements of four bytes, when the inputs that say how are constant: by a table
/// of source positions, kept for one sample where all samples move alike.
/// </summary>
internal sealed class MovementKernel : Kernel
{
    public override IReadOnlyList<OperatorId> Operators =>
        [.. OperatorTable.Operators.OfType<MovementOperator>().Select(o => o.Id)];

    public override Step? Bind(KernelQuery query)
    {
        Operand x = query.Inputs[0]!, y = query.Outputs[0]!;
        if (x.Type.BitsPerElement() != 32 || y.Type != x.Type || MapOf(query, x.Shape, skipped: 1) is not { } map) return null;
        uint fill = query.Node.Operator is Pad && query.Input(2)?.Constant is { } value ? MemoryMarshal.Cast<byte, uint>(value.Bytes)[0] : 0;
        return new RangeStep(map.Samples, map.Sources.Length, $"{query.Node.Operator.Id.Name} {x.Shape} to {y.Shape}", (in Buffers b, int start, int count) =>
        {
            Span<uint> from = MemoryMarshal.Cast<byte, uint>(b[x.Slot].Bytes), to = MemoryMarshal.Cast<byte, uint>(b[y.Slot].Bytes);
            for (int sample = start; sample < start + count; sample++)
                map.Gather(from.Slice(sample * map.SourceStride), to.Slice(sample * map.Sources.Length, map.Sources.Length), fill);
        });
    }

    /// <summary>The table of a movement, or null when an input that it depends on is not constant.</summary>
    /// <param name="query">The node.</param>
    /// <param name="source">The shape of what is moved.</param>
    /// <param name="skipped">The inputs before those that say how to move.</param>
    public static SampleMap? MapOf(KernelQuery query, Shape source, int skipped)
    {
        var inputs = new List<DenseTensor?> { null };
        foreach (Operand? input in query.Inputs.Skip(skipped))
        {
            if (input is { Constant: null }) return null;
            inputs.Add(input?.Constant);
        }
        MovementOperator forward = query.Node.Operator as MovementOperator ?? ((MovementGradient)query.Node.Operator).Forward;
        Graphs.Operators.Movement movement = forward.Plan(source, CollectionsMarshal.AsSpan(inputs), query.Attributes);
        return SampleMap.Of(movement.Sources, movement.Shape, source);
    }
}
