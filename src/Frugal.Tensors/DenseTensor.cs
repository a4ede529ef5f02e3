using System.Runtime.InteropServices;

namespace Frugal.Tensors;

/// <summary>
/// A row-major tensor whose element type is known at run time. Tensors that belong to a network are never written to;
/// whoever creates a tensor may fill it before handing it on.
/// </summary>
public sealed class DenseTensor
{
    /// <summary>The alignment of memory that this type allocates, in bytes.</summary>
    public const int Alignment = 64;

    private readonly byte[]? memory;
    private readonly int offset;
    private readonly string[]? strings;
    private readonly DenseTensor[]? items;

    private DenseTensor(ElementType type, Shape shape, byte[] memory, int offset)
    {
        Type = type;
        Shape = shape;
        this.memory = memory;
        this.offset = offset;
    }

    private DenseTensor(Shape shape, string[] strings)
    {
        Type = ElementType.String;
        Shape = shape;
        this.strings = strings;
    }

    private DenseTensor(ElementType container, DenseTensor[] items)
    {
        Type = container;
        Shape = container == ElementType.Sequence ? new Shape(items.Length) : Shape.Scalar;
        this.items = items;
    }

    /// <summary>The type of the elements.</summary>
    public ElementType Type { get; }

    /// <summary>The extents of the axes.</summary>
    public Shape Shape { get; }

    /// <summary>The number of elements.</summary>
    public long Count => Shape.Count;

    /// <summary>The bytes that the elements occupy.</summary>
    public int ByteCount => checked((int)Type.ByteCount(Count));

    /// <summary>A tensor of zeros (<c>false</c>, empty strings), 64-byte aligned.</summary>
    /// <exception cref="NotSupportedException">The tensor would be larger than 2 GiB.</exception>
    public static DenseTensor Zeros(ElementType type, Shape shape)
    {
        if (type.IsContainer()) return type == ElementType.Sequence ? Sequence() : Optional(null);
        if (type == ElementType.String)
        {
            var texts = new string[shape.Count];
            Array.Fill(texts, "");
            return new DenseTensor(shape, texts);
        }
        long bytes = type.ByteCount(shape.Count);
        if (bytes > Array.MaxLength - Alignment)
            throw new NotSupportedException($"A tensor of {bytes:N0} bytes is larger than the 2 GiB that one tensor may have.");
        byte[] memory = GC.AllocateArray<byte>((int)bytes + Alignment, pinned: true);
        return new DenseTensor(type, shape, memory, AlignedOffset(memory));
    }

    /// <summary>A tensor that holds a copy of <paramref name="values"/>.</summary>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public static DenseTensor From<T>(ReadOnlySpan<T> values, Shape shape) where T : unmanaged
    {
        if (values.Length != shape.Count)
            throw new ArgumentException($"{values.Length} values do not fill the shape {shape} of {shape.Count} elements.");
        var tensor = Zeros(ElementTypes.Of<T>(), shape);
        values.CopyTo(tensor.Span<T>());
        return tensor;
    }

    /// <summary>A tensor that holds a copy of <paramref name="values"/>.</summary>
    public static DenseTensor From<T>(T[] values, Shape shape) where T : unmanaged => From((ReadOnlySpan<T>)values, shape);

    /// <summary>A one-dimensional tensor that holds a copy of <paramref name="values"/>.</summary>
    public static DenseTensor Vector<T>(params T[] values) where T : unmanaged => From(values, new Shape(values.Length));

    /// <summary>A tensor of rank 0.</summary>
    public static DenseTensor Scalar<T>(T value) where T : unmanaged => From([value], Shape.Scalar);

    /// <summary>A tensor of strings; the array is not copied.</summary>
    public static DenseTensor OfStrings(string[] values, Shape shape)
    {
        if (values.Length != shape.Count) throw new ArgumentException($"{values.Length} values do not fill the shape {shape}.");
        return new DenseTensor(shape, values);
    }

    /// <summary>A sequence: a list of tensors, which are shared, not copied. It has no elements of its own; see <see cref="Items"/>.</summary>
    public static DenseTensor Sequence(params DenseTensor[] items) => new(ElementType.Sequence, items);

    /// <summary>An optional that holds a value, or, with null, none.</summary>
    public static DenseTensor Optional(DenseTensor? value) => new(ElementType.Optional, value is null ? [] : [value]);

    /// <summary>
    /// A tensor over bytes that somebody else owns (a file read into memory, say). Nothing is copied; the bytes must not
    /// change while the tensor is in use.
    /// </summary>
    /// <param name="type">The type of the elements.</param>
    /// <param name="shape">The extents.</param>
    /// <param name="memory">The array that holds the elements, little-endian.</param>
    /// <param name="offset">Where in the array they begin; a multiple of the element size.</param>
    public static DenseTensor Over(ElementType type, Shape shape, byte[] memory, int offset)
    {
        long bytes = type.ByteCount(shape.Count);
        if (type == ElementType.String || offset < 0 || bytes > memory.Length - offset)
            throw new ArgumentException($"{shape} of {type.DisplayName()} does not fit into {memory.Length - (long)offset} bytes.");
        return new DenseTensor(type, shape, memory, offset);
    }

    /// <summary>The elements. The type must be the CLR type of <see cref="Type"/>, or <c>byte</c> for the raw bytes of any type.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not the element type.</exception>
    public Span<T> Span<T>() where T : unmanaged
    {
        if (items is not null) throw new InvalidOperationException(WhyNoBytes);
        if (typeof(T) == typeof(byte)) return MemoryMarshal.Cast<byte, T>(Bytes);
        if (ElementTypes.TryOf<T>() != Type)
            throw new InvalidOperationException($"A tensor of {Type.DisplayName()} cannot be read as {typeof(T).Name}.");
        return MemoryMarshal.Cast<byte, T>(Bytes);
    }

    /// <summary>The raw bytes of the elements.</summary>
    public Span<byte> Bytes =>
        memory is null ? throw new InvalidOperationException(WhyNoBytes) : memory.AsSpan(offset, ByteCount);

    /// <summary>The elements of a string tensor.</summary>
    public ReadOnlySpan<string> Strings => strings ?? throw new InvalidOperationException($"A tensor of {Type.DisplayName()} holds no strings.");

    /// <summary>The tensors of a sequence, or the value of an optional that has one.</summary>
    /// <exception cref="InvalidOperationException">This is a tensor.</exception>
    public IReadOnlyList<DenseTensor> Items => items ?? throw new InvalidOperationException($"{this} is a tensor and holds no other values.");

    /// <summary>The same elements in another shape; memory is shared.</summary>
    /// <exception cref="ArgumentException">The number of elements differs.</exception>
    public DenseTensor Reshape(Shape shape)
    {
        if (items is not null) throw new InvalidOperationException(WhyNoBytes);
        if (shape.Count != Count) throw new ArgumentException($"{Shape} cannot become {shape}: the numbers of elements differ.");
        return strings is null ? new DenseTensor(Type, shape, memory!, offset) : new DenseTensor(shape, strings);
    }

    /// <summary>A tensor over a part of this one's bytes; memory is shared.</summary>
    /// <param name="type">The type of the elements.</param>
    /// <param name="shape">The extents.</param>
    /// <param name="byteOffset">Where they begin, in bytes from the start of this tensor.</param>
    public DenseTensor View(ElementType type, Shape shape, int byteOffset)
    {
        if (byteOffset < 0 || type.ByteCount(shape.Count) > ByteCount - byteOffset)
            throw new ArgumentException($"{shape} of {type.DisplayName()} at byte {byteOffset} does not fit into {ByteCount} bytes.");
        return Over(type, shape, memory!, offset + byteOffset);
    }

    /// <summary>Whether both tensors begin at the same place of the same memory.</summary>
    public bool SharesMemoryWith(DenseTensor other) => memory is not null && memory == other.memory && offset == other.offset;

    /// <summary>The part of a pinned array that begins at its first 64-byte boundary.</summary>
    public static Span<byte> Aligned(byte[] pinned) => pinned.AsSpan(AlignedOffset(pinned));

    /// <summary>A copy with memory of its own.</summary>
    public DenseTensor Copy()
    {
        if (strings is not null) return new DenseTensor(Shape, [.. strings]);
        if (items is not null) return new DenseTensor(Type, Array.ConvertAll(items, i => i.Copy()));
        var copy = Zeros(Type, Shape);
        Bytes.CopyTo(copy.Bytes);
        return copy;
    }

    /// <summary>Type and shape, such as <c>float32[10,300]</c>; for a sequence or an optional, what it holds.</summary>
    public override string ToString() => items is null
        ? $"{Type.DisplayName()}{Shape}"
        : $"{Type.DisplayName()}({string.Join(", ", items.Take(4).Select(i => i.ToString()))}{(items.Length > 4 ? $", … {items.Length} in all" : "")})";

    private string WhyNoBytes => Type.IsContainer()
        ? $"A {Type.DisplayName()} is no tensor and has no elements of its own; read the tensors that it holds from Items."
        : "A tensor of strings has no bytes.";

    private static int AlignedOffset(byte[] pinned)
    {
        long address = Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);
        return (int)((Alignment - address % Alignment) % Alignment);
    }
}
