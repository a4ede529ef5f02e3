using System.Numerics;
using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Runtime.Kernels;

/// <summary>
/// Sums, differences and products of int64 and int32 tensors of one shape, or of a tensor and a single element: positions and sizes that networks
/// compute on the way. Results wrap.
/// </summary>
internal sealed class IntegerKernel : Kernel
{
    public override IReadOnlyList<OperatorId> Operators => [OperatorId.Onnx("Add"), OperatorId.Onnx("Sub"), OperatorId.Onnx("Mul")];

    public override Step? Bind(KernelQuery query) => query.Inputs.Count != 2 ? null : query.Outputs[0]!.Type switch
    {
        ElementType.Int64 => Bind<long>(query),
        ElementType.Int32 => Bind<int>(query),
        _ => null,
    };

    private static RangeStep? Bind<T>(KernelQuery query) where T : unmanaged, IBinaryInteger<T>
    {
        Operand a = query.Inputs[0]!, b = query.Inputs[1]!, y = query.Outputs[0]!;
        bool fits = (a.Shape == y.Shape || a.Shape.Count == 1) && (b.Shape == y.Shape || b.Shape.Count == 1);
        if (!fits || y.Shape.Count == 0) return null;
        string name = query.Node.Operator.Id.Name;
        int sign = name == "Add" ? 1 : name == "Sub" ? -1 : 0;
        int stepA = a.Shape.Count == 1 ? 0 : 1, stepB = b.Shape.Count == 1 ? 0 : 1;
        return new RangeStep(y.Shape.Count, 1, $"{name} {y.Type.DisplayName()}{y.Shape}", (in Buffers buffers, int start, int count) =>
        {
            ReadOnlySpan<T> left = buffers.Of<T>(a), right = buffers.Of<T>(b);
            Span<T> result = buffers.Of<T>(y);
            for (int i = start; i < start + count; i++)
            {
                T l = left[i * stepA], r = right[i * stepB];
                result[i] = sign switch { 1 => unchecked(l + r), -1 => unchecked(l - r), _ => unchecked(l * r) };
            }
        });
    }
}
