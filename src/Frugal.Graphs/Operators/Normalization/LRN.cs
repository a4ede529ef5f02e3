using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// Local response normalisation over neighbouring channels (Krizhevsky, Sutskever and Hinton 2012): y = x · d^−β with
/// d[c] = k + α/size · Σ x² over the <c>size</c> channels around c.
/// </summary>
internal sealed class LRN : Operator
{
    public override OperatorId Id => OperatorId.Onnx("LRN");

    public override void Infer(InferContext context) => context.Set(0, context.Type(0), context.Shape(0));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        double[] from = x.ToDoubles();
        double beta = context.Attributes.Float("beta", 0.75f);
        double[] y = Denominators(from, ChannelLayout.Of(x.Shape), context.Attributes);
        for (int i = 0; i < y.Length; i++) y[i] = from[i] * Math.Pow(y[i], -beta);
        outputs.Set(0, x.Type, x.Shape, y);
    }

    public override void Tie(TieContext context)
    {
        context.PassThrough(0, 0, 1);
        context.Normalised(context.Input(0, 1), context.Output(0, 1));
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [context.Builder.Node(OperatorId.Frugal("LRNGradient"), [context.OutputGradient(0), context.Input(0)], 1, context.Attributes).Output];

    public override OperatorCost Cost(CostContext context) => context.Elementwise(2 * context.Node.Attributes.Int("size", 1) + 20);

    /// <summary>d at every element.</summary>
    internal static double[] Denominators(double[] x, ChannelLayout layout, NodeAttributes attributes)
    {
        double alpha = attributes.Float("alpha", 0.0001f), k = attributes.Float("bias", 1);
        int size = Size(attributes);
        double[] squares = Array.ConvertAll(x, v => v * v);
        double[] sums = WindowSums(squares, layout, before: (size - 1) / 2, behind: size / 2);
        return Array.ConvertAll(sums, s => k + alpha / size * s);
    }

    internal static int Size(NodeAttributes attributes) => attributes.Int("size", 0) is > 0 and var size
        ? checked((int)size)
        : throw new ArgumentException("size must be at least 1.");

    /// <summary>At every element the sum over the channels from <paramref name="before"/> below to <paramref name="behind"/> above.</summary>
    internal static double[] WindowSums(double[] values, ChannelLayout layout, int before, int behind)
    {
        var sums = new double[values.Length];
        for (int i = 0; i < sums.Length; i++)
        {
            int c = layout.ChannelOf(i);
            int first = Math.Max(0, c - before), last = Math.Min(layout.Channels - 1, c + behind);
            for (int other = first; other <= last; other++) sums[i] += values[i + (other - c) * layout.Positions];
        }
        return sums;
    }
}
