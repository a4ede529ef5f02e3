using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>From logarithms of unnormalised probabilities [N, C], <c>sample_size</c> (1) classes for each row, drawn with replacement; int32 unless <c>dtype</c> says int64.</summary>
internal sealed class Multinomial() : RandomOperator("Multinomial", 7)
{
    public override void Infer(InferContext context)
    {
        if (context.Shape(0) is { } shape && shape.Rank != 2) throw context.Fail($"takes a matrix of samples and classes, not the shape {shape}");
        context.Set(0, TypeOf(context.Attributes, ElementType.Int32), context.Shape(0)?.With(1, context.Attributes.Int("sample_size", 1)));
    }

    protected override DenseTensor Draw(ReadOnlySpan<DenseTensor?> inputs, NodeAttributes attributes, RandomStream random)
    {
        DenseTensor x = inputs[0]!;
        double[] logits = x.ToDoubles();
        int classes = x.Shape[1], samples = checked((int)attributes.Int("sample_size", 1)), next = 0;
        return Fill(TypeOf(attributes, ElementType.Int32), x.Shape.With(1, samples), () => Choose(logits.AsSpan(next++ / samples * classes, classes), random.NextDouble()));
    }

    // The class in whose share of the whole a uniform number falls.
    private static int Choose(ReadOnlySpan<double> logits, double uniform)
    {
        double maximum = double.NegativeInfinity, sum = 0, below = 0;
        foreach (double logit in logits) maximum = Math.Max(maximum, logit);
        foreach (double logit in logits) sum += Math.Exp(logit - maximum);
        for (int c = 0; c < logits.Length - 1; c++)
        {
            below += Math.Exp(logits[c] - maximum) / sum;
            if (uniform < below) return c;
        }
        return logits.Length - 1;
    }
}
