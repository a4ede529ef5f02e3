using System.Collections;

namespace Frugal.Tensors;

/// <summary>The extents of a tensor's axes, outermost first. Immutable; rank 0 is a scalar with one element.</summary>
public readonly struct Shape : IEquatable<Shape>, IReadOnlyList<int>
{
    private readonly int[]? dimensions;

    /// <summary>A shape of the given extents.</summary>
    /// <exception cref="ArgumentException">An extent is negative, or the number of elements exceeds 2^63 − 1.</exception>
    public Shape(params ReadOnlySpan<int> dimensions)
    {
        long count = 1;
        foreach (int d in dimensions)
        {
            if (d < 0) throw new ArgumentException($"A dimension of {d} is negative.");
            count = checked(count * d);
        }
        this.dimensions = dimensions.ToArray();
        Count = count;
        hasCount = true;
    }

    private readonly bool hasCount;

    /// <summary>The number of elements: the product of the extents, 1 for a scalar.</summary>
    public long Count { get => hasCount ? field : 1; }

    /// <summary>The shape of a scalar.</summary>
    public static Shape Scalar => default;

    /// <summary>The number of axes.</summary>
    public int Rank => dimensions?.Length ?? 0;

    /// <summary>The extent of an axis.</summary>
    public int this[int axis] => dimensions![axis];

    /// <summary>All extents.</summary>
    public ReadOnlySpan<int> Dimensions => dimensions;

    int IReadOnlyCollection<int>.Count => Rank;

    /// <summary>The row-major stride of every axis, in elements.</summary>
    public long[] Strides()
    {
        var strides = new long[Rank];
        long stride = 1;
        for (int i = Rank - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= this[i];
        }
        return strides;
    }

    /// <summary>The product of the extents of the axes from <paramref name="start"/> up to, without, <paramref name="end"/>.</summary>
    public long Product(int start, int end)
    {
        long product = 1;
        for (int i = start; i < end; i++) product *= this[i];
        return product;
    }

    /// <summary>A copy in which one axis has another extent.</summary>
    public Shape With(int axis, int extent)
    {
        int[] copy = ToArray();
        copy[axis] = extent;
        return new Shape(copy);
    }

    /// <summary>The extents as a new array.</summary>
    public int[] ToArray() => Dimensions.ToArray();

    /// <inheritdoc/>
    public bool Equals(Shape other) => Dimensions.SequenceEqual(other.Dimensions);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int d in Dimensions) hash.Add(d);
        return hash.ToHashCode();
    }

    /// <summary>Whether both shapes have the same extents.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether the shapes differ.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <summary>The extents in brackets, such as <c>[64,1,28,28]</c>.</summary>
    public override string ToString() => $"[{string.Join(',', ToArray())}]";

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)(dimensions ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
