using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// Cross-correlation over any number of spatial axes: y[n,m,o] = b[m] + Σ_c Σ_k w[m,c,k] x[n,c,p(o,k)], with strides, dilations, padding
/// and groups. Inputs: x [N,C,…], w [M,C/group,…], optionally b [M].
/// </summary>
internal sealed class Conv : Operator
{
    public override OperatorId Id => OperatorId.Onnx("Conv");

    public override void Infer(InferContext context)
    {
        SymbolicShape? x = context.Shape(0), w = context.Shape(1);
        if (x is null || w is null)
        {
            context.Set(0, context.Type(0), null);
            return;
        }
        if (x.Rank < 3 || x.Rank != w.Rank) throw context.Fail($"has an input of shape {x} and weights of shape {w}");
        long group = context.Attributes.Int("group", 1);
        Dimension channels = w[1] * group;
        if (channels.IsNumber && x[1].IsNumber && channels != x[1])
            throw context.Fail($"has an input of shape {x}, but weights of shape {w} in {group} group(s)");
        if (w[0].IsNumber && (group < 1 || w[0].Number % group != 0)) throw context.Fail($"divides {w[0]} output channels into {group} groups");
        var y = new Dimension[x.Rank];
        (y[0], y[1]) = (x[0], w[0]);
        if (Kernel(context.Attributes, w) is { } kernel)
        {
            WindowAxis[] axes = WindowAxis.Read(context.Attributes, kernel);
            for (int i = 2; i < y.Length; i++) y[i] = axes[i - 2].Over(x[i]);
        }
        context.Set(0, context.Type(0), new SymbolicShape(y));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!, w = inputs[1]!;
        DenseTensor? bias = inputs.Length > 2 ? inputs[2] : null;
        var arithmetic = new ConvolutionArithmetic(context.Attributes, x.Shape, w.Shape);
        outputs.Set(0, x.Type, arithmetic.OutputShape, arithmetic.Forward(x.ToDoubles(), w.ToDoubles(), bias?.ToDoubles()));
    }

    public override void Tie(TieContext context)
    {
        NodeAxis channels = context.Input(0, 1), perGroup = context.Input(1, 1), filters = context.Input(1, 0);
        if (!context.Extent(channels).IsNumber || !context.Extent(perGroup).IsNumber || !context.Extent(filters).IsNumber) return;
        int group = (int)context.Attributes.Int("group", 1), c = (int)context.Extent(channels).Number, m = (int)context.Extent(filters).Number;
        context.Same(filters, context.Output(0, 1));
        if (context.Has(2)) context.Same(filters, context.Input(2, 0));
        if (group == 1) context.Reduced(channels, perGroup);
        else if (group == c || context.Settings.Convolutions == GroupPolicy.WholeGroups)
            GroupTies.Whole(context, channels, filters, group);
        else
        {
            // The same position of every group: one column of the weights.
            context.Reduced(channels, new IndexBlocks(0, c), perGroup, new IndexBlocks(0, c / group, RepeatAll: group));
            context.Same(filters, new IndexBlocks(0, m), filters, new IndexBlocks(0, m / group, RepeatAll: group));
        }
    }

    // In every policy a group has as many input channels as a filter.
    public override NodeEdit? Rewrite(Node node, KeptIndices kept) => kept.Input(0, 1) is null && kept.Input(1, 1) is null ? null
        : NodeEdit.Of(node.Attributes.With("group", (long)kept.InputCount(0, 1) / kept.InputCount(1, 1)));

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) => GradientNode.Append(
        context, "ConvGradient", [context.OutputGradient(0), context.Input(0), context.Input(1)], context.Attributes,
        context.Needs(0), context.Needs(1), context.Needs(2));

    public override Value? SquareOverSamples(GradientContext context, int input) => input switch
    {
        1 => context.Builder.Node(OperatorId.Frugal("ConvGradientSquare"), [context.OutputGradient(0), context.Input(0), context.Input(1)], 1, context.Attributes).Output,
        2 => SampleSquares.OfChannels(context.Builder, context.OutputGradient(0)!, null, context.Input(2)),
        _ => null,
    };

    public override OperatorCost Cost(CostContext context)
    {
        Shape w = context.InputShape(1);
        long outputs = context.OutputShape(0).Count;
        return context.Of(outputs * w.Product(1, w.Rank), context.Node.Input(2) is null ? 0 : outputs);
    }

    /// <summary>The taps on each axis, from the attribute or the weights; null where neither says.</summary>
    internal static int[]? Kernel(NodeAttributes attributes, SymbolicShape weight)
    {
        if (attributes.Ints("kernel_shape") is { } given) return Array.ConvertAll(given, k => checked((int)k));
        Dimension[] taps = weight.ToArray()[2..];
        return Array.TrueForAll(taps, t => t.IsNumber) ? Array.ConvertAll(taps, t => checked((int)t.Number)) : null;
    }
}
