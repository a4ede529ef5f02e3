namespace Frugal.Graphs;

/// <summary>Which indices of the axes of a node's inputs and outputs remain when the others are removed.</summary>
public sealed class KeptIndices
{
    private readonly Node node;
    private readonly Func<NodeAxis, int[]?> kept;

    internal KeptIndices(Node node, Func<NodeAxis, int[]?> kept)
    {
        this.node = node;
        this.kept = kept;
    }

    /// <summary>The indices of an input's axis that remain, ascending; null when all do.</summary>
    public int[]? Input(int input, int axis) => kept(new NodeAxis(false, input, axis));

    /// <summary>The indices of an output's axis that remain, ascending; null when all do.</summary>
    public int[]? Output(int output, int axis) => kept(new NodeAxis(true, output, axis));

    /// <summary>The extent of an input's axis after the removal; the axis must have a number as its extent.</summary>
    public int InputCount(int input, int axis) => Input(input, axis)?.Length ?? (int)node.Inputs[input]!.Shape![axis].Number;

    /// <summary>The extent of an output's axis after the removal; the axis must have a number as its extent.</summary>
    public int OutputCount(int output, int axis) => Output(output, axis)?.Length ?? (int)node.Outputs[output]!.Shape![axis].Number;

    /// <summary>How many of the indices from <paramref name="start"/> up to, without, <paramref name="end"/> remain.</summary>
    public static int CountWithin(int[] kept, long start, long end) => kept.Count(i => i >= start && i < end);
}
