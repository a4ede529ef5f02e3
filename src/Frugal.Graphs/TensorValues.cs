using Frugal.Tensors;

namespace Frugal.Graphs;

/// <summary>Elements of any type as float64 or int64, and back: how reference code reads and writes tensors.</summary>
public static class TensorValues
{
    /// <summary>The elements as float64; exact but for integers beyond 2^53.</summary>
    public static double[] ToDoubles(this DenseTensor tensor) => tensor.Type switch
    {
        ElementType.Float32 => Convert(tensor.Span<float>(), x => (double)x),
        ElementType.Float64 => tensor.Span<double>().ToArray(),
        ElementType.Float16 => Convert(tensor.Span<Half>(), x => (double)x),
        ElementType.BFloat16 => Convert(tensor.Span<BFloat16>(), x => (double)(float)x),
        _ => Convert<long, double>(tensor.ToLongs(), x => x),
    };

    /// <summary>The elements of an integer or boolean tensor as int64 (uint64 wraps).</summary>
    public static long[] ToLongs(this DenseTensor tensor) => tensor.Type switch
    {
        ElementType.Int64 => tensor.Span<long>().ToArray(),
        ElementType.UInt64 => Convert(tensor.Span<ulong>(), x => (long)x),
        ElementType.Int32 => Convert(tensor.Span<int>(), x => (long)x),
        ElementType.UInt32 => Convert(tensor.Span<uint>(), x => (long)x),
        ElementType.Int16 => Convert(tensor.Span<short>(), x => (long)x),
        ElementType.UInt16 => Convert(tensor.Span<ushort>(), x => (long)x),
        ElementType.Int8 => Convert(tensor.Span<sbyte>(), x => (long)x),
        ElementType.UInt8 or ElementType.Bool => Convert(tensor.Bytes, x => (long)x),
        ElementType.UInt4 => Nibbles(tensor, x => x),
        ElementType.Int4 => Nibbles(tensor, x => (x ^ 8) - 8),
        _ => throw new InvalidOperationException($"Elements of type {tensor.Type.DisplayName()} are not integers."),
    };

    /// <summary>A tensor of float64 values rounded to the type; integers are truncated toward zero and wrap, booleans are "not zero".</summary>
    public static DenseTensor FromDoubles(ElementType type, Shape shape, double[] values)
    {
        if (type == ElementType.Bool) return FromLongs(type, shape, Array.ConvertAll(values, x => x != 0 ? 1L : 0));
        if (!type.IsFloatingPoint()) return FromLongs(type, shape, Array.ConvertAll(values, x => (long)x));
        var tensor = DenseTensor.Zeros(type, shape);
        switch (type)
        {
            case ElementType.Float32: Fill(tensor.Span<float>(), values, x => (float)x); break;
            case ElementType.Float64: values.CopyTo(tensor.Span<double>()); break;
            case ElementType.Float16: Fill(tensor.Span<Half>(), values, x => (Half)x); break;
            default: Fill(tensor.Span<BFloat16>(), values, x => (BFloat16)(float)x); break;
        }
        return tensor;
    }

    /// <summary>A tensor of integers that wrap to the type; booleans are "not zero".</summary>
    public static DenseTensor FromLongs(ElementType type, Shape shape, long[] values)
    {
        if (type.IsFloatingPoint()) return FromDoubles(type, shape, Array.ConvertAll(values, x => (double)x));
        var tensor = DenseTensor.Zeros(type, shape);
        switch (type)
        {
            case ElementType.Int64: values.CopyTo(tensor.Span<long>()); break;
            case ElementType.UInt64: Fill(tensor.Span<ulong>(), values, x => unchecked((ulong)x)); break;
            case ElementType.Int32: Fill(tensor.Span<int>(), values, x => unchecked((int)x)); break;
            case ElementType.UInt32: Fill(tensor.Span<uint>(), values, x => unchecked((uint)x)); break;
            case ElementType.Int16: Fill(tensor.Span<short>(), values, x => unchecked((short)x)); break;
            case ElementType.UInt16: Fill(tensor.Span<ushort>(), values, x => unchecked((ushort)x)); break;
            case ElementType.Int8: Fill(tensor.Span<sbyte>(), values, x => unchecked((sbyte)x)); break;
            case ElementType.UInt8: Fill(tensor.Bytes, values, x => unchecked((byte)x)); break;
            case ElementType.Bool: Fill(tensor.Bytes, values, x => x != 0 ? (byte)1 : (byte)0); break;
            case ElementType.Int4 or ElementType.UInt4:
                for (int i = 0; i < values.Length; i++) tensor.Bytes[i / 2] |= (byte)((values[i] & 15) << (i % 2 * 4));
                break;
            default: throw new InvalidOperationException($"Integers cannot become {type.DisplayName()}.");
        }
        return tensor;
    }

    private static TTo[] Convert<TFrom, TTo>(ReadOnlySpan<TFrom> from, Func<TFrom, TTo> convert)
    {
        var to = new TTo[from.Length];
        for (int i = 0; i < to.Length; i++) to[i] = convert(from[i]);
        return to;
    }

    private static TTo[] Convert<TFrom, TTo>(Span<TFrom> from, Func<TFrom, TTo> convert) => Convert((ReadOnlySpan<TFrom>)from, convert);

    private static void Fill<TFrom, TTo>(Span<TTo> to, TFrom[] from, Func<TFrom, TTo> convert)
    {
        for (int i = 0; i < to.Length; i++) to[i] = convert(from[i]);
    }

    private static long[] Nibbles(DenseTensor tensor, Func<int, int> decode)
    {
        var values = new long[tensor.Count];
        for (int i = 0; i < values.Length; i++) values[i] = decode((tensor.Bytes[i / 2] >> (i % 2 * 4)) & 15);
        return values;
    }
}
