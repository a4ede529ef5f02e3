using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Runtime.Kernels;

/// <summary>Conversions between the number types that networks use for masks, indices and half precision, element by element; what it costs is the memory it touches.</summary>
internal sealed class CastKernel : Kernel
{
    public override IReadOnlyList<OperatorId> Operators => [OperatorId.Onnx("Cast")];

    public override Step? Bind(KernelQuery query)
    {
        Operand x = query.Inputs[0]!, y = query.Outputs[0]!;
        if (x.Shape.Count == 0) return null;
        RangeStep.Body? body = (x.Type, y.Type) switch
        {
            (ElementType.Float16, ElementType.Float32) => Of<Half, float>(x, y, static v => (float)v),
            (ElementType.Float32, ElementType.Float16) => Of<float, Half>(x, y, static v => (Half)v),
            (ElementType.BFloat16, ElementType.Float32) => Of<BFloat16, float>(x, y, static v => (float)v),
            (ElementType.Int64, ElementType.Float32) => Of<long, float>(x, y, static v => (float)(double)v),
            (ElementType.Int32, ElementType.Float32) => Of<int, float>(x, y, static v => (float)(double)v),
            (ElementType.UInt8, ElementType.Float32) or (ElementType.Bool, ElementType.Float32) => Of<byte, float>(x, y, static v => v),
            (ElementType.Int8, ElementType.Float32) => Of<sbyte, float>(x, y, static v => v),
            (ElementType.Float32, ElementType.Bool) => Of<float, byte>(x, y, static v => v != 0 ? (byte)1 : (byte)0),
            (ElementType.Int64, ElementType.Bool) => Of<long, byte>(x, y, static v => v != 0 ? (byte)1 : (byte)0),
            (ElementType.Bool, ElementType.Int64) => Of<byte, long>(x, y, static v => v),
            (ElementType.Bool, ElementType.Int32) => Of<byte, int>(x, y, static v => v),
            (ElementType.Int32, ElementType.Int64) => Of<int, long>(x, y, static v => v),
            (ElementType.Int64, ElementType.Int32) => Of<long, int>(x, y, static v => unchecked((int)v)),
            _ => null,
        };
        return body is null ? null : new RangeStep(x.Shape.Count, 1, $"cast {x.Type.DisplayName()} to {y.Type.DisplayName()} {x.Shape}", body);
    }

    private static RangeStep.Body Of<TFrom, TTo>(Operand x, Operand y, Func<TFrom, TTo> convert) where TFrom : unmanaged where TTo : unmanaged =>
        (in Buffers buffers, int start, int count) =>
        {
            ReadOnlySpan<TFrom> from = Elements<TFrom>(buffers, x).Slice(start, count);
            Span<TTo> to = Elements<TTo>(buffers, y).Slice(start, count);
            for (int i = 0; i < to.Length; i++) to[i] = convert(from[i]);
        };

    // Booleans are bytes.
    private static Span<T> Elements<T>(in Buffers buffers, Operand operand) where T : unmanaged => buffers[operand.Slot].Span<T>();
}
