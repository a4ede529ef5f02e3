using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// NumPy's broadcasting: shapes are aligned at their last axes, and an extent of 1 (or an axis that is not there) is repeated.
/// </summary>
internal static class Broadcasting
{
    /// <summary>The shape that all inputs of a node are broadcast to, or null when a rank is unknown.</summary>
    public static SymbolicShape? Infer(InferContext context)
    {
        SymbolicShape? shape = SymbolicShape.Scalar;
        for (int i = 0; i < context.InputCount && shape is not null; i++)
            shape = context.Shape(i) is { } next ? Join(shape, next, context) : null;
        return shape;
    }

    /// <summary>The shape that several shapes are broadcast to.</summary>
    /// <exception cref="InvalidModelException">They do not fit.</exception>
    public static Shape Of(params ReadOnlySpan<Shape> shapes)
    {
        int rank = 0;
        foreach (Shape shape in shapes) rank = Math.Max(rank, shape.Rank);
        var result = new int[rank];
        Array.Fill(result, 1);
        foreach (Shape shape in shapes)
        {
            for (int i = 0; i < shape.Rank; i++)
            {
                ref int extent = ref result[rank - shape.Rank + i];
                if (extent != 1 && shape[i] != 1 && extent != shape[i])
                    throw new InvalidModelException($"The shapes {string.Join(" and ", shapes.ToArray())} cannot be broadcast to one.");
                if (shape[i] != 1) extent = shape[i];
            }
        }
        return new Shape(result);
    }

    /// <summary>For every element of <paramref name="target"/>, in row-major order, the element of <paramref name="source"/> that it repeats.</summary>
    public static int[] SourceIndices(Shape source, Shape target)
    {
        var indices = new int[target.Count];
        long[] strides = source.Strides();
        var step = new long[target.Rank];
        for (int i = 0; i < source.Rank; i++) step[target.Rank - source.Rank + i] = source[i] == 1 ? 0 : strides[i];
        var position = new int[target.Rank];
        long at = 0;
        for (int i = 0; i < indices.Length; i++)
        {
            indices[i] = (int)at;
            for (int axis = target.Rank - 1; axis >= 0; axis--)
            {
                at += step[axis];
                if (++position[axis] < target[axis]) break;
                at -= step[axis] * target[axis];
                position[axis] = 0;
            }
        }
        return indices;
    }

    /// <summary>The elements of a tensor repeated to a shape.</summary>
    public static double[] Doubles(DenseTensor tensor, Shape target) => Repeat(tensor.ToDoubles(), tensor.Shape, target);

    /// <summary>The elements of an integer tensor repeated to a shape.</summary>
    public static long[] Longs(DenseTensor tensor, Shape target) => Repeat(tensor.ToLongs(), tensor.Shape, target);

    /// <summary>The gradient of an input that was broadcast: summed over the axes along which the input was repeated.</summary>
    public static Value SumTo(GraphBuilder builder, Value gradient, Value input) =>
        gradient.Shape is { } from && input.Shape is { } to && from.Equals(to) && from.All(d => !d.IsUnknown)
            ? gradient
            : builder.CallFrugal("SumToShape", [gradient, input]);

    /// <summary>The shape that two shapes are broadcast to.</summary>
    public static SymbolicShape Join(SymbolicShape left, SymbolicShape right, InferContext context)
    {
        var joined = new Dimension[Math.Max(left.Rank, right.Rank)];
        for (int i = 0; i < joined.Length; i++)
        {
            int l = i - joined.Length + left.Rank, r = i - joined.Length + right.Rank;
            joined[i] = l < 0 ? right[r] : r < 0 ? left[l] : Join(left[l], right[r])
                ?? throw context.Fail($"combines the shapes {left} and {right}, which cannot be broadcast to one");
        }
        return new SymbolicShape(joined);
    }

    private static T[] Repeat<T>(T[] values, Shape source, Shape target) =>
        source == target ? values : Array.ConvertAll(SourceIndices(source, target), i => values[i]);

    private static Dimension? Join(Dimension left, Dimension right)
    {
        if (left == right || right == 1) return left;
        if (left == 1) return right;
        if (left.IsNumber && right.IsNumber) return null;
        // A number other than 1 decides: the other can only be the same or 1.
        return left.IsNumber ? left : right.IsNumber ? right : Dimension.Unknown;
    }
}
