namespace Frugal.Graphs.Passes;

/// <summary>
/// Folds additions, subtractions, multiplications and divisions with one constant a channel into the layer before: a factor into its weights and bias, a summand into
/// its bias. A matrix product of two axes becomes a Gemm where it needs a bias.
/// </summary>
internal static class FoldChannelFactors
{
    public static int Run(PassContext context) =>
        context.Nodes("Add", "Sub", "Mul", "Div").Count(node => FoldAfterLayer.Try(context, node, copyShared: false));
}
