using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// Normalisation of each sample over groups of neighbouring channels and all positions, then scale and bias for each channel (Wu and He
/// 2018). Inputs: x [N,C,…], scale [C], bias [C].
/// </summary>
internal sealed class GroupNormalization : Operator
{
    public override OperatorId Id => OperatorId.Onnx("GroupNormalization");

    public override int SinceVersion => 18;

    public override void Infer(InferContext context)
    {
        BatchNormalization.RequireChannels(context, 1, 2);
        context.Set(0, context.Type(0), context.Shape(0));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context) => outputs.Set(
        0, inputs[0]!.Type, inputs[0]!.Shape,
        Run(inputs, checked((int)context.Attributes.Int("num_groups", 1)), context.Attributes.Float("epsilon", BatchNormalization.DefaultEpsilon)));

    public override void Tie(TieContext context)
    {
        NodeAxis channels = context.Input(0, 1);
        if (!context.Extent(channels).IsNumber) return;
        int groups = (int)context.Attributes.Int("num_groups", 1);
        context.Same(context.Input(0, 0), context.Output(0, 0));
        context.Same(channels, context.Output(0, 1));
        for (int i = 1; i < 3; i++) context.Same(channels, context.Input(i, 0));
        // A group's statistics are taken over all its channels: it goes as a whole.
        if (groups > 1) GroupTies.Whole(context, channels, channels, groups);
        else context.Fixed(channels);
    }

    public override NodeEdit? Rewrite(Node node, KeptIndices kept)
    {
        if (kept.Input(0, 1) is not { } remaining) return null;
        long channels = node.Inputs[0]!.Shape![1].Number, groups = node.Attributes.Int("num_groups", 1);
        return NodeEdit.Of(node.Attributes.With("num_groups", remaining.Length * groups / channels));
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) => GradientNode.Append(
        context, "GroupNormalizationGradient", [context.OutputGradient(0), context.Input(0), context.Input(1)],
        context.Attributes.Without("stash_type"), context.Needs(0), context.Needs(1), context.Needs(2));

    public override Value? SquareOverSamples(GradientContext context, int input) => input switch
    {
        1 when SampleSquares.Normalized(context) is { } normalized => SampleSquares.OfChannels(context.Builder, context.OutputGradient(0)!, normalized, context.Input(1)),
        2 => SampleSquares.OfChannels(context.Builder, context.OutputGradient(0)!, null, context.Input(2)),
        _ => null,
    };

    public override OperatorCost Cost(CostContext context) => context.Elementwise(7);

    // Before version 21 scale and bias had one entry a group.
    public override void ReadForm(NodeForm form, int version)
    {
        if (version >= 21) return;
        if (form.Inputs[0]?.Shape is not { Rank: >= 2 } x || !x[1].IsNumber)
            throw new UnsupportedOperatorException("A GroupNormalization of operator sets 18 to 20 whose number of channels is unknown is not supported.");
        for (int i = 1; i <= 2; i++)
        {
            if (form.Inputs[i]?.Constant is not { } perGroup)
                throw new UnsupportedOperatorException("A GroupNormalization of operator sets 18 to 20 with computed scale or bias is not supported.");
            int channels = (int)x[1].Number, repeat = channels / Math.Max(1, (int)perGroup.Count);
            double[] values = perGroup.ToDoubles();
            double[] perChannel = [.. Enumerable.Range(0, channels).Select(c => values[c / repeat])];
            form.SetInput(i, TensorValues.FromDoubles(perGroup.Type, new Shape(channels), perChannel), form.Inputs[i]!.Name);
        }
    }

    public override bool WriteForm(NodeForm form, int version) => version >= 21;

    /// <summary>The normalised, scaled and shifted elements; 0 groups make every channel one.</summary>
    internal static double[] Run(ReadOnlySpan<DenseTensor?> inputs, int groups, double epsilon)
    {
        ChannelLayout layout = ChannelLayout.Of(inputs[0]!.Shape);
        double[] scale = inputs[1]!.ToDoubles(), bias = inputs[2]!.ToDoubles();
        double[] y = new GroupStatistics(inputs[0]!.ToDoubles(), RunLength(layout, groups), epsilon).Normalized;
        for (int i = 0; i < y.Length; i++) y[i] = y[i] * scale[layout.ChannelOf(i)] + bias[layout.ChannelOf(i)];
        return y;
    }

    /// <summary>The elements of one group of one sample.</summary>
    internal static int RunLength(ChannelLayout layout, int groups)
    {
        if (groups == 0) return layout.Positions;
        return layout.Channels % groups == 0
            ? layout.Channels / groups * layout.Positions
            : throw new ArgumentException($"{layout.Channels} channels do not divide into {groups} groups.");
    }
}
