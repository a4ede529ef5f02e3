using System.Collections;
using Frugal.Tensors;

namespace Frugal.Graphs;

/// <summary>The extents of a value's axes, symbols and unknown extents included; the rank is always known. Immutable.</summary>
public sealed class SymbolicShape : IReadOnlyList<Dimension>, IEquatable<SymbolicShape>
{
    private readonly Dimension[] dimensions;

    /// <summary>A shape of the given extents.</summary>
    public SymbolicShape(params ReadOnlySpan<Dimension> dimensions) => this.dimensions = dimensions.ToArray();

    /// <summary>A shape of numbers.</summary>
    public static SymbolicShape Of(Shape shape) => new(Array.ConvertAll(shape.ToArray(), d => (Dimension)d));

    /// <summary>The shape of a scalar.</summary>
    public static SymbolicShape Scalar { get; } = new();

    /// <summary>The number of axes.</summary>
    public int Rank => dimensions.Length;

    /// <inheritdoc/>
    int IReadOnlyCollection<Dimension>.Count => Rank;

    /// <summary>The extent of an axis; a negative axis counts from the end.</summary>
    public Dimension this[int axis] => dimensions[axis < 0 ? axis + Rank : axis];

    /// <summary>Whether all extents are numbers.</summary>
    public bool IsStatic => Array.TrueForAll(dimensions, d => d.IsNumber);

    /// <summary>The number of elements, unknown when the extents do not say.</summary>
    public Dimension Count => Product(0, Rank);

    /// <summary>The product of the extents from <paramref name="start"/> up to, without, <paramref name="end"/>.</summary>
    public Dimension Product(int start, int end)
    {
        Dimension product = 1;
        for (int i = start; i < end; i++) product *= dimensions[i];
        return product;
    }

    /// <summary>The shape as numbers.</summary>
    /// <exception cref="InvalidOperationException">An extent is not a number, or does not fit into 31 bits.</exception>
    public Shape ToShape() => new(Array.ConvertAll(dimensions, d => checked((int)d.Number)));

    /// <summary>A copy in which one axis has another extent.</summary>
    public SymbolicShape With(int axis, Dimension extent)
    {
        var copy = (Dimension[])dimensions.Clone();
        copy[axis < 0 ? axis + Rank : axis] = extent;
        return new SymbolicShape(copy);
    }

    /// <summary>The extents as a new array.</summary>
    public Dimension[] ToArray() => (Dimension[])dimensions.Clone();

    /// <inheritdoc/>
    public bool Equals(SymbolicShape? other) => other is not null && dimensions.AsSpan().SequenceEqual(other.dimensions);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SymbolicShape);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (Dimension d in dimensions) hash.Add(d);
        return hash.ToHashCode();
    }

    /// <summary>The extents in brackets, such as <c>[N,1,28,28]</c>.</summary>
    public override string ToString() => $"[{string.Join(',', dimensions)}]";

    /// <inheritdoc/>
    public IEnumerator<Dimension> GetEnumerator() => ((IEnumerable<Dimension>)dimensions).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
