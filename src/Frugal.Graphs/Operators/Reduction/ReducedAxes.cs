using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>Which axes a reduction goes over, and how the rest lies in memory.</summary>
internal sealed class ReducedAxes
{
    private readonly bool[] reduced;

    private ReducedAxes(bool[] reduced) => this.reduced = reduced;

    /// <summary>The axes of an input of a rank; no axes mean all, unless <paramref name="noneMeansNone"/>. Negative ones count from the end.</summary>
    public static ReducedAxes Of(long[]? axes, bool noneMeansNone, int rank)
    {
        var reduced = new bool[rank];
        if (axes is null || axes.Length == 0) Array.Fill(reduced, !noneMeansNone);
        else
            foreach (long axis in axes)
            {
                if (axis < -rank || axis >= rank) throw new InvalidOperationException($"there is no axis {axis} among {rank}");
                reduced[axis < 0 ? axis + rank : axis] = true;
            }
        return new ReducedAxes(reduced);
    }

    /// <summary>The axes, ascending.</summary>
    public long[] Axes => [.. Enumerable.Range(0, reduced.Length).Where(i => reduced[i]).Select(i => (long)i)];

    /// <summary>The shape of the result.</summary>
    public SymbolicShape Result(SymbolicShape input, bool keepDimensions) => new([.. input
        .Select((d, i) => reduced[i] ? 1 : d)
        .Where((_, i) => keepDimensions || !reduced[i])]);

    /// <summary>The axes that stay pass to the output; over the others a statistic is taken.</summary>
    public void Tie(TieContext context, bool keepDimensions)
    {
        int next = 0;
        for (int axis = 0; axis < reduced.Length; axis++)
        {
            if (reduced[axis]) context.Normalised(context.Input(0, axis));
            else context.Same(context.Input(0, axis), context.Output(0, next));
            if (!reduced[axis] || keepDimensions) next++;
        }
    }

    /// <summary>The number of elements that go into one element of the result.</summary>
    public Dimension Count(SymbolicShape input) =>
        input.Where((_, i) => reduced[i]).Aggregate((Dimension)1, (product, d) => product * d);

    /// <summary>For every element of the input, in row-major order, the element of the result that it goes into.</summary>
    public int[] Targets(Shape input)
    {
        int[] extents = [.. input.ToArray().Select((d, i) => reduced[i] ? 1 : d)];
        return Broadcasting.SourceIndices(new Shape(extents), input);
    }
}
