namespace Frugal.Graphs.Operators;

/// <summary>Axes as operators name them: negative ones count from the end.</summary>
internal static class MovementAxes
{
    /// <summary>The axis as a number from 0 on.</summary>
    /// <exception cref="InvalidOperationException">There is no such axis.</exception>
    public static int Of(long axis, int rank)
    {
        long positive = axis < 0 ? axis + rank : axis;
        return positive >= 0 && positive < rank ? (int)positive
            : throw new InvalidOperationException($"there is no axis {axis} among {rank}");
    }

    /// <summary>All axes as numbers from 0 on.</summary>
    public static int[] Of(long[] axes, int rank) => Array.ConvertAll(axes, a => Of(a, rank));

    /// <summary>Makes an axis attribute non-negative, as operator sets before 11 want it; false when that needs an unknown rank.</summary>
    public static bool MakePositive(NodeForm form, string name)
    {
        object? value = form.Attributes.Find(name);
        if (value is not (long or long[])) return true;
        long[] axes = value as long[] ?? [(long)value];
        if (Array.TrueForAll(axes, a => a >= 0)) return true;
        if (form.Inputs[0]?.Shape is not { } shape) return false;
        long[] positive = Array.ConvertAll(axes, a => a < 0 ? a + shape.Rank : a);
        form.Attributes = form.Attributes.With(name, value is long ? positive[0] : positive);
        return true;
    }
}
