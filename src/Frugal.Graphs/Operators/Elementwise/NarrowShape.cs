using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// How a narrow tensor stands in a wide one: some axes of the wide shape, listed in the attribute <c>axes</c>, may be left out of the
/// narrow one; the rest is NumPy's broadcasting. What <see cref="SumToShape"/> and <see cref="ExpandLike"/> share.
/// </summary>
internal static class NarrowShape
{
    /// <summary>The narrow shape with the axes that were left out as axes of extent 1.</summary>
    public static Shape WithAllAxes(Shape narrow, NodeAttributes attributes, int wideRank)
    {
        if (attributes.Ints("axes") is not { } axes) return narrow;
        var full = narrow.ToArray().ToList();
        foreach (long axis in axes.Select(a => a < 0 ? a + wideRank : a).Order()) full.Insert((int)axis, 1);
        return new Shape(full.ToArray());
    }

    /// <summary>1 over the number of wide elements for each narrow one where the attribute <c>mean</c> is set, else 1.</summary>
    public static double Factor(Shape narrow, Shape wide, NodeAttributes attributes) =>
        attributes.Flag("mean", false) ? (double)narrow.Count / wide.Count : 1;
}
