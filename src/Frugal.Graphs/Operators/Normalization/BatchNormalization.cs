using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// y = scale · (x − mean) / √(variance + ε) + bias for each channel (Ioffe and Szegedy 2015). Inputs: x, scale, bias, mean, variance. With
/// <c>training_mode</c> the batch's own statistics are used and two outputs more blend them into the running ones by ONNX's rule: the
/// population variance, <c>momentum</c> the kept share. Its gradient, for inference, takes the statistics as constants.
/// </summary>
internal sealed class BatchNormalization : Operator
{
    /// <summary>ONNX's default of <c>epsilon</c>.</summary>
    internal const float DefaultEpsilon = 1e-5f;

    /// <summary>ONNX's default of <c>momentum</c>, the kept share of a running statistic.</summary>
    internal const float DefaultMomentum = 0.9f;

    public override OperatorId Id => OperatorId.Onnx("BatchNormalization");

    public override void Infer(InferContext context)
    {
        RequireChannels(context, 1, 2, 3, 4);
        context.Set(0, context.Type(0), context.Shape(0));
        for (int i = 1; i < context.OutputCount; i++) context.Set(i, context.Type(3), context.Shape(3));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!, runningMean = inputs[3]!, runningVariance = inputs[4]!;
        ChannelLayout layout = ChannelLayout.Of(x.Shape);
        double[] from = x.ToDoubles(), mean = runningMean.ToDoubles(), variance = runningVariance.ToDoubles();
        if (context.Attributes.Flag("training_mode", false))
        {
            var (oldMean, oldVariance) = (mean, variance);
            (mean, variance) = BatchStatistics.Of(from, layout);
            double kept = context.Attributes.Float("momentum", DefaultMomentum);
            outputs.Set(1, runningMean.Type, runningMean.Shape, BatchStatistics.Blend(oldMean, mean, kept));
            outputs.Set(2, runningVariance.Type, runningVariance.Shape, BatchStatistics.Blend(oldVariance, variance, kept));
            outputs.Set(3, runningMean.Type, runningMean.Shape, mean);
            outputs.Set(4, runningVariance.Type, runningVariance.Shape, variance);
        }
        double epsilon = context.Attributes.Float("epsilon", DefaultEpsilon);
        double[] inverse = Array.ConvertAll(variance, v => 1 / Math.Sqrt(v + epsilon));
        outputs.Set(0, x.Type, x.Shape, Normalize(from, layout, mean, inverse, inputs[1]!.ToDoubles(), inputs[2]!.ToDoubles()));
    }

    public override void Tie(TieContext context)
    {
        context.PassThrough(0, 0);
        for (int i = 1; i < 5; i++) context.Same(context.Input(0, 1), context.Input(i, 0));
        for (int o = 1; o < context.Node.Outputs.Count; o++)
            if (context.Node.Outputs[o] is not null) context.Same(context.Input(0, 1), context.Output(o, 0));
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        if (context.Attributes.Flag("training_mode", false))
            throw new UnsupportedOperatorException($"{context.Node.Describe()} is in ONNX's training mode; bring the network into its training form first.");
        if (context.Needs(3) || context.Needs(4))
            throw new UnsupportedOperatorException($"{context.Node.Describe()} has no gradient with respect to its statistics.");
        return GradientNode.Append(
            context, "FrozenBatchNormalizationGradient",
            [context.OutputGradient(0), context.Input(0), context.Input(1), context.Input(3), context.Input(4)],
            NodeAttributes.Of(("epsilon", context.Attributes.Float("epsilon", DefaultEpsilon))),
            context.Needs(0), context.Needs(1), context.Needs(2));
    }

    public override Value? SquareOverSamples(GradientContext context, int input) => input switch
    {
        1 when SampleSquares.Normalized(context) is { } normalized => SampleSquares.OfChannels(context.Builder, context.OutputGradient(0)!, normalized, context.Input(1)),
        2 => SampleSquares.OfChannels(context.Builder, context.OutputGradient(0)!, null, context.Input(2)),
        _ => null,
    };

    public override OperatorCost Cost(CostContext context) => context.Elementwise(2);

    public override void ReadForm(NodeForm form, int version)
    {
        if (version >= 14) return;
        if (!form.Attributes.Flag("spatial", true))
            throw new UnsupportedOperatorException("A BatchNormalization with spatial = 0 (operator sets 7 and 8) is not supported.");
        form.Attributes = form.Attributes.Without("spatial");
        // Before version 14 a node trains when it has outputs beside y.
        if (form.OutputCount > 1) form.Attributes = form.Attributes.With("training_mode", 1);
    }

    public override bool WriteForm(NodeForm form, int version)
    {
        if (version >= 14) return true;
        if (form.Attributes.Flag("training_mode", false)) return false;
        form.Attributes = form.Attributes.Without("training_mode");
        return true;
    }

    /// <summary>Refuses parameters whose extent is known not to be the number of channels.</summary>
    internal static void RequireChannels(InferContext context, params ReadOnlySpan<int> parameters)
    {
        if (context.Shape(0) is not { Rank: >= 2 } x || !x[1].IsNumber) return;
        foreach (int i in parameters)
            if (context.Shape(i) is { } shape && (shape.Rank != 1 || (shape[0].IsNumber && shape[0] != x[1])))
                throw context.Fail($"has {x[1]} channels, but its input number {i} has the shape {shape}");
    }

    /// <summary>scale · (x − mean) · inverse + bias.</summary>
    internal static double[] Normalize(double[] x, ChannelLayout layout, double[] mean, double[] inverse, double[] scale, double[] bias)
    {
        var y = new double[x.Length];
        for (int i = 0; i < y.Length; i++)
        {
            int c = layout.ChannelOf(i);
            y[i] = scale[c] * (x[i] - mean[c]) * inverse[c] + bias[c];
        }
        return y;
    }
}
