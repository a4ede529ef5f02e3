namespace Frugal.Graphs;

/// <summary>
/// Where an operator says which indices of the axes of its inputs and outputs belong together: removing one of them means removing the
/// others. An axis that it does not mention is fixed. Axes whose extent is no number (a symbolic batch) are always fixed.
/// </summary>
/// <remarks>After the coupled groups of Fang et al. 2023, "DepGraph: Towards Any Structural Pruning", at the level of indices.</remarks>
public sealed class TieContext
{
    private readonly AtomLabels labels;
    private readonly HashSet<NodeAxis> mentioned = [];

    internal TieContext(Node node, ChannelGroupSettings settings, AtomLabels labels)
    {
        Node = node;
        Settings = settings;
        this.labels = labels;
    }

    /// <summary>The node.</summary>
    public Node Node { get; }

    /// <summary>The caller's policy where there is a choice.</summary>
    public ChannelGroupSettings Settings { get; }

    /// <summary>The node's attributes.</summary>
    public NodeAttributes Attributes => Node.Attributes;

    /// <summary>Whether an input is given.</summary>
    public bool Has(int input) => Node.Input(input) is not null;

    /// <summary>The shape of an input.</summary>
    public SymbolicShape InputShape(int input) => Node.Inputs[input]!.Shape!;

    /// <summary>The shape of an output.</summary>
    public SymbolicShape OutputShape(int output) => Node.Outputs[output]!.Shape!;

    /// <summary>The elements of a constant or inferred integer input when all are known numbers, or null.</summary>
    public long[]? Numbers(int input) => Node.Input(input)?.Known is { } known && Array.TrueForAll(known, d => d.IsNumber)
        ? Array.ConvertAll(known, d => d.Number) : null;

    /// <summary>An axis of an input; a negative one counts from the end.</summary>
    public NodeAxis Input(int input, int axis) => new(false, input, axis < 0 ? axis + InputShape(input).Rank : axis);

    /// <summary>An axis of an output; a negative one counts from the end.</summary>
    public NodeAxis Output(int output, int axis) => new(true, output, axis < 0 ? axis + OutputShape(output).Rank : axis);

    /// <summary>The extent of an axis.</summary>
    public Dimension Extent(NodeAxis axis) => (axis.IsOutput ? OutputShape(axis.Index) : InputShape(axis.Index))[axis.Axis];

    /// <summary>Two axes of one extent that belong together index by index.</summary>
    public void Same(NodeAxis first, NodeAxis second)
    {
        Join(first, second);
        if (first.IsOutput != second.IsOutput) labels.Link(SlotOf(first.IsOutput ? second : first), SlotOf(first.IsOutput ? first : second));
    }

    /// <summary>Two sequences of indices that belong together position by position; the axes may be the same one.</summary>
    public void Same(NodeAxis first, IndexBlocks firstIndices, NodeAxis second, IndexBlocks secondIndices) =>
        Join(first, firstIndices, second, secondIndices);

    /// <summary>Two axes that are multiplied index by index and summed over: the channels of an input and a weight's axis that consumes them.</summary>
    public void Reduced(NodeAxis first, NodeAxis second)
    {
        labels.MarkConsumer(SlotOf(first), SlotOf(second));
        Join(first, second);
    }

    /// <summary>The same for two sequences of indices.</summary>
    public void Reduced(NodeAxis first, IndexBlocks firstIndices, NodeAxis second, IndexBlocks secondIndices)
    {
        labels.MarkConsumer(SlotOf(first), SlotOf(second));
        Join(first, firstIndices, second, secondIndices);
    }

    /// <summary>An axis of extent 1 that is repeated to meet another; its index serves all and stays.</summary>
    public void Broadcast(NodeAxis axis) => Fixed(axis);

    /// <summary>An axis that a statistic is taken over and that the output keeps; it is fixed unless the caller will train afterwards.</summary>
    public void Normalised(NodeAxis input, NodeAxis output)
    {
        if (Settings.CutNormalised)
        {
            Same(input, output);
            return;
        }
        Fixed(input);
        Fixed(output);
    }

    /// <summary>An axis that a statistic is taken over and that the output lacks; it is fixed unless the caller will train afterwards.</summary>
    public void Normalised(NodeAxis axis)
    {
        if (Settings.CutNormalised) mentioned.Add(axis);
        else Fixed(axis);
    }

    /// <summary>An axis with indices that come from nowhere else; those may be removed freely.</summary>
    public void New(NodeAxis axis) => mentioned.Add(axis);

    /// <summary>An axis from which nothing can be removed.</summary>
    public void Fixed(NodeAxis axis)
    {
        mentioned.Add(axis);
        labels.Fix(SlotOf(axis));
    }

    /// <summary>Indices that cannot be removed.</summary>
    public void Fixed(NodeAxis axis, IndexBlocks indices)
    {
        mentioned.Add(axis);
        for (int i = 0; i < indices.Length; i++) labels.Fix(SlotOf(axis), indices[i]);
    }

    /// <summary>Whether what has been said so far, by the operators before too, leaves no index of an axis removable.</summary>
    public bool IsFixed(NodeAxis axis) => labels.IsFixed(SlotOf(axis));

    /// <summary>Ties the axes of an input to those of an output of the same rank, but for some.</summary>
    public void PassThrough(int input, int output, params ReadOnlySpan<int> except)
    {
        for (int axis = 0; axis < InputShape(input).Rank; axis++)
            if (!except.Contains(axis)) Same(Input(input, axis), Output(output, axis));
    }

    /// <summary>Ties an input to an output along broadcasting: axes aligned from the last, equal extents tied, extents of 1 repeated.</summary>
    public void Elementwise(int input, int output = 0)
    {
        SymbolicShape shape = InputShape(input), result = OutputShape(output);
        for (int i = 1; i <= shape.Rank; i++)
        {
            NodeAxis axis = Input(input, -i);
            if (shape[-i] == 1 && result[-i] != 1) Broadcast(axis);
            else Same(axis, Output(output, -i));
        }
        // Axes that no input has are mentioned by none.
    }

    /// <summary>Ties all inputs to the first output along broadcasting.</summary>
    public void Elementwise()
    {
        for (int i = 0; i < Node.Inputs.Count; i++)
            if (Has(i)) Elementwise(i);
    }

    internal void FixWhatWasNotMentioned()
    {
        foreach (bool isOutput in (ReadOnlySpan<bool>)[false, true])
        {
            IReadOnlyList<Value?> values = isOutput ? Node.Outputs : Node.Inputs;
            for (int i = 0; i < values.Count; i++)
                for (int axis = 0; axis < (values[i]?.Shape?.Rank ?? 0); axis++)
                    if (!mentioned.Contains(new NodeAxis(isOutput, i, axis))) labels.Fix(SlotOf(new NodeAxis(isOutput, i, axis)));
        }
    }

    private void Join(NodeAxis first, NodeAxis second)
    {
        Dimension a = Extent(first), b = Extent(second);
        if (!a.IsNumber || !b.IsNumber)
        {
            Fixed(first);
            Fixed(second);
            return;
        }
        Join(first, new IndexBlocks(0, (int)a.Number), second, new IndexBlocks(0, (int)b.Number));
    }

    private void Join(NodeAxis first, IndexBlocks firstIndices, NodeAxis second, IndexBlocks secondIndices)
    {
        mentioned.Add(first);
        mentioned.Add(second);
        labels.Join(SlotOf(first), firstIndices, SlotOf(second), secondIndices);
    }

    private AxisSlot SlotOf(NodeAxis axis) => SlotOf(Node, axis);

    internal static AxisSlot SlotOf(Node node, NodeAxis axis) => axis.IsOutput
        ? new AxisSlot(node.Outputs[axis.Index]!, axis.Axis, null)
        : AtomLabels.SlotOf(node, axis.Index, axis.Axis);
}
