using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Runtime.Kernels;

/// <summary>Split: blocks of the input copied to each output.</summary>
internal sealed class SplitKernel : Kernel
{
    public override IReadOnlyList<OperatorId> Operators => [OperatorId.Onnx("Split")];

    public override Step? Bind(KernelQuery query)
    {
        Operand x = query.Inputs[0]!;
        int bytes = x.Type.BitsPerElement() / 8;
        if (bytes == 0) return null;
        long given = query.Attributes.Int("axis", 0);
        int axis = (int)(given < 0 ? given + x.Shape.Rank : given);
        int inner = checked((int)x.Shape.Product(axis + 1, x.Shape.Rank)) * bytes, row = inner * x.Shape[axis];
        // An output that nobody reads has no operand; its extent is known from the graph all the same.
        int[] blocks = [.. query.Node.Outputs.Select(o => o is null ? -1 : (int)o.Shape![axis].Number * inner)];
        if (blocks.Contains(-1)) return null;
        IReadOnlyList<Operand?> outputs = query.Outputs;
        return new RangeStep(x.Shape.Product(0, axis), row / bytes, $"split {x.Shape}", (in Buffers b, int start, int count) =>
        {
            Span<byte> from = b[x.Slot].Bytes;
            for (int outer = start; outer < start + count; outer++)
            {
                int at = outer * row;
                for (int i = 0; i < blocks.Length; at += blocks[i++])
                    if (outputs[i] is { } output) from.Slice(at, blocks[i]).CopyTo(b[output.Slot].Bytes[(outer * blocks[i])..]);
            }
        });
    }
}
