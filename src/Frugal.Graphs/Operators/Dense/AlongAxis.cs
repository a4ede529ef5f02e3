using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// A tensor seen as rows along one axis: element <c>k</c> of row <c>(o, i)</c> stands at <c>(o·Length + k)·Inner + i</c>.
/// </summary>
internal readonly record struct AlongAxis(int Outer, int Length, int Inner)
{
    /// <summary>The number of rows.</summary>
    public int Rows => Outer * Inner;

    /// <summary>A shape along an axis, which may be negative. With <paramref name="flattened"/> the row goes on over all later axes.</summary>
    public static AlongAxis Of(Shape shape, long axis, bool flattened = false)
    {
        int positive = (int)(axis < 0 ? axis + shape.Rank : axis);
        if (shape.Rank == 0) return new AlongAxis(1, 1, 1);
        return flattened
            ? new AlongAxis((int)shape.Product(0, positive), (int)shape.Product(positive, shape.Rank), 1)
            : new AlongAxis((int)shape.Product(0, positive), shape[positive], (int)shape.Product(positive + 1, shape.Rank));
    }

    /// <summary>Where element <paramref name="k"/> of a row stands.</summary>
    public int Index(int row, int k) => (row / Inner * Length + k) * Inner + row % Inner;
}
