using System.Numerics;

namespace Frugal.Tensors;

/// <summary>Facts about element types.</summary>
public static class ElementTypes
{
    /// <summary>Bits that one element occupies; 0 for strings and for an unknown type.</summary>
    public static int BitsPerElement(this ElementType type) => type switch
    {
        ElementType.Int4 or ElementType.UInt4 => 4,
        ElementType.UInt8 or ElementType.Int8 or ElementType.Bool => 8,
        ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 16,
        ElementType.Float32 or ElementType.Int32 or ElementType.UInt32 => 32,
        ElementType.Float64 or ElementType.Int64 or ElementType.UInt64 => 64,
        _ => 0,
    };

    /// <summary>Bytes that <paramref name="count"/> elements occupy, the last byte of a packed type filled up.</summary>
    public static long ByteCount(this ElementType type, long count) => checked((count * type.BitsPerElement() + 7) / 8);

    /// <summary>Whether the type is a floating-point type.</summary>
    public static bool IsFloatingPoint(this ElementType type) =>
        type is ElementType.Float32 or ElementType.Float64 or ElementType.Float16 or ElementType.BFloat16;

    /// <summary>Whether the type is an integer type (booleans are not).</summary>
    public static bool IsInteger(this ElementType type) =>
        type is ElementType.UInt8 or ElementType.Int8 or ElementType.UInt16 or ElementType.Int16 or ElementType.UInt32
            or ElementType.Int32 or ElementType.UInt64 or ElementType.Int64 or ElementType.Int4 or ElementType.UInt4;

    /// <summary>Whether a value of this type holds tensors instead of elements.</summary>
    public static bool IsContainer(this ElementType type) => type is ElementType.Sequence or ElementType.Optional;

    /// <summary>The name used in messages and documents, such as <c>float32</c>.</summary>
    public static string DisplayName(this ElementType type) => type.ToString().ToLowerInvariant();

    /// <summary>The element type that a CLR type holds.</summary>
    /// <exception cref="NotSupportedException">No element type corresponds to <typeparamref name="T"/>.</exception>
    public static ElementType Of<T>() => TryOf<T>() ?? throw new NotSupportedException($"No element type corresponds to {typeof(T)}.");

    internal static ElementType? TryOf<T>()
    {
        if (typeof(T) == typeof(float)) return ElementType.Float32;
        if (typeof(T) == typeof(double)) return ElementType.Float64;
        if (typeof(T) == typeof(Half)) return ElementType.Float16;
        if (typeof(T) == typeof(BFloat16)) return ElementType.BFloat16;
        if (typeof(T) == typeof(sbyte)) return ElementType.Int8;
        if (typeof(T) == typeof(byte)) return ElementType.UInt8;
        if (typeof(T) == typeof(short)) return ElementType.Int16;
        if (typeof(T) == typeof(ushort)) return ElementType.UInt16;
        if (typeof(T) == typeof(int)) return ElementType.Int32;
        if (typeof(T) == typeof(uint)) return ElementType.UInt32;
        if (typeof(T) == typeof(long)) return ElementType.Int64;
        if (typeof(T) == typeof(ulong)) return ElementType.UInt64;
        if (typeof(T) == typeof(bool)) return ElementType.Bool;
        return null;
    }
}
