using System.Runtime.InteropServices;
using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Runtime.Kernels;

/// <summary>Transpose by strided copies: runs of neighbours as blocks of memory, exchanged last axes through registers.</summary>
internal sealed class TransposeKernel : Kernel
{
    public override IReadOnlyList<OperatorId> Operators => [OperatorId.Onnx("Transpose")];

    public override Step? Bind(KernelQuery query)
    {
        Operand x = query.Inputs[0]!, y = query.Outputs[0]!;
        int rank = x.Shape.Rank;
        if (rank is 0 or > 16 || x.Shape.Count == 0) return null;
        int[] order = query.Attributes.Ints("perm") is { } given ? Array.ConvertAll(given, a => checked((int)(a < 0 ? a + rank : a))) : [.. Enumerable.Range(0, rank).Reverse()];
        int[] xStrides = Array.ConvertAll(x.Shape.Strides(), s => (int)s), yStrides = Array.ConvertAll(y.Shape.Strides(), s => (int)s);
        int[] from = Array.ConvertAll(order, axis => xStrides[axis]), extents = y.Shape.ToArray();
        int shared = Array.FindIndex(extents, e => e > 1); // its indices are the items; the axes before it have one
        if (shared < 0) shared = 0;
        int step = from[shared], items = extents[shared], each = checked((int)(y.Shape.Count / items));
        int[] rest = extents[(shared + 1)..], restFrom = from[(shared + 1)..], restTo = yStrides[(shared + 1)..];
        RangeStep.Body? body = x.Type.BitsPerElement() switch
        {
            8 => (in Buffers b, int start, int count) => Copy<byte>(b, start, count),
            16 => (in Buffers b, int start, int count) => Copy<ushort>(b, start, count),
            32 => (in Buffers b, int start, int count) => Copy<uint>(b, start, count),
            64 => (in Buffers b, int start, int count) => Copy<ulong>(b, start, count),
            _ => null,
        };
        return body is null || x.Type == ElementType.String ? null : new RangeStep(items, each, $"transpose {x.Shape} to {y.Shape}", body);

        void Copy<T>(in Buffers b, int start, int count) where T : unmanaged
        {
            Span<T> source = MemoryMarshal.Cast<byte, T>(b[x.Slot].Bytes), target = MemoryMarshal.Cast<byte, T>(b[y.Slot].Bytes);
            for (int item = start; item < start + count; item++) Movement.Copy<T>(source, item * step, restFrom, target, item * each, restTo, rest);
        }
    }
}
