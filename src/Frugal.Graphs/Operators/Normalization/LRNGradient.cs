using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// dx of <see cref="LRN"/> (attributes as there) from dy and x: dx = dy d^−β − 2αβ/size · x · Σ dy x d^−(β+1) over all channels in whose
/// neighbourhood the element lies.
/// </summary>
internal sealed class LRNGradient : Operator
{
    public override OperatorId Id => OperatorId.Frugal("LRNGradient");

    public override void Infer(InferContext context) => context.Set(0, context.Type(0), context.Shape(1));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor gradient = inputs[0]!;
        double[] dy = gradient.ToDoubles(), x = inputs[1]!.ToDoubles();
        ChannelLayout layout = ChannelLayout.Of(gradient.Shape);
        double alpha = context.Attributes.Float("alpha", 0.0001f), beta = context.Attributes.Float("beta", 0.75f);
        int size = LRN.Size(context.Attributes);
        double[] d = LRN.Denominators(x, layout, context.Attributes);
        var products = new double[x.Length];
        for (int i = 0; i < x.Length; i++) products[i] = dy[i] * x[i] * Math.Pow(d[i], -beta - 1);
        double[] sums = LRN.WindowSums(products, layout, before: size / 2, behind: (size - 1) / 2);
        var dx = new double[x.Length];
        for (int i = 0; i < x.Length; i++) dx[i] = dy[i] * Math.Pow(d[i], -beta) - 2 * alpha * beta / size * x[i] * sums[i];
        outputs.Set(0, gradient.Type, gradient.Shape, dx);
    }

    public override OperatorCost Cost(CostContext context) => context.Elementwise(2 * context.Node.Attributes.Int("size", 1) + 40);
}
