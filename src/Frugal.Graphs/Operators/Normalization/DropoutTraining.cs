using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// Dropout in training: an element is 0 with probability <c>ratio</c>, else divided by 1 − ratio. Which elements depends only on the
/// attributes <c>seed</c> and <c>stream</c> (the node's name) and on the training step, so that the gradient draws the same mask again
/// instead of keeping it, and any thread may compute any part: element i is dropped when the i-th value of
/// <c>RandomStream(seed).Split(stream).Split(step)</c> is below the ratio.
/// </summary>
internal sealed class DropoutTraining : Operator
{
    public override OperatorId Id => OperatorId.Frugal("DropoutTraining");

    public override bool DependsOnStep => true;

    public override void Infer(InferContext context) => context.Set(0, context.Type(0), context.Shape(0));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        double ratio = context.Attributes.Float("ratio", (float)Dropout.DefaultRatio);
        bool[] kept = Kept((int)x.Count, ratio, context.Attributes.Int("seed", 0), context.Attributes.Text("stream", ""), context.Step);
        outputs.Set(0, x.Type, x.Shape, Scale(x.ToDoubles(), kept, ratio));
    }

    // A diagonal linear map: the same operator with the same key.
    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [context.Builder.Node(Id, [context.OutputGradient(0)], 1, context.Attributes).Output];

    public override OperatorCost Cost(CostContext context) => context.Elementwise(2);

    /// <summary>Which elements stay.</summary>
    internal static bool[] Kept(int count, double ratio, long seed, string stream, long step)
    {
        RandomStream random = new RandomStream((ulong)seed).Split(stream).Split(step);
        var kept = new bool[count];
        for (int i = 0; i < count; i++) kept[i] = random.NextSingle() >= ratio;
        return kept;
    }

    /// <summary>Zero where dropped, else divided by 1 − ratio.</summary>
    internal static double[] Scale(double[] x, bool[] kept, double ratio)
    {
        var y = new double[x.Length];
        for (int i = 0; i < y.Length; i++) y[i] = kept[i] ? x[i] / (1 - ratio) : 0;
        return y;
    }
}
