using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Runtime.Kernels;

/// <summary>Concat: the blocks of each input copied behind one another.</summary>
internal sealed class ConcatKernel : Kernel
{
    public override IReadOnlyList<OperatorId> Operators => [OperatorId.Onnx("Concat")];

    public override Step? Bind(KernelQuery query)
    {
        Operand y = query.Outputs[0]!;
        int bytes = y.Type.BitsPerElement() / 8;
        if (bytes == 0 || query.Inputs.Any(i => i is null)) return null;
        long given = query.Attributes.Int("axis", 0);
        int axis = (int)(given < 0 ? given + y.Shape.Rank : given);
        Operand[] inputs = [.. query.Inputs.Select(i => i!)];
        int[] blocks = [.. inputs.Select(i => checked((int)i.Shape.Product(axis, i.Shape.Rank) * bytes))];
        int row = blocks.Sum();
        return new RangeStep(y.Shape.Product(0, axis), row / bytes, $"concat to {y.Shape}", (in Buffers b, int start, int count) =>
        {
            Span<byte> to = b[y.Slot].Bytes;
            for (int outer = start; outer < start + count; outer++)
            {
                int at = outer * row;
                for (int i = 0; i < inputs.Length; at += blocks[i++])
                    b[inputs[i].Slot].Bytes.Slice(outer * blocks[i], blocks[i]).CopyTo(to[at..]);
            }
        });
    }
}
