namespace Frugal.Graphs.Passes;

/// <summary>
/// Folds y = s·x + t before a layer into it: w[m,c,k]·s[c], and b[m] + Σ w[m,c,k]·t[c]. A summand goes in only where no padding stands in for x: the padding's
/// zeros would have been zeros after the addition, not before it.
/// </summary>
internal static class FoldInputFactors
{
    public static int Run(PassContext context) => context.Nodes("Conv", "Gemm", "MatMul").Count(node => TryFold(context, node));

    private static bool TryFold(PassContext context, Node node)
    {
        if (LinearLayer.Of(node) is not { ReadsRows: true, SharesWeights: false } layer) return false;
        if (node.Inputs[0] is not { Producer: { } before } between || before.Graph != node.Graph) return false;
        if (ChannelAffine.Of(before, layer.Inputs, layer.ChannelsLast) is not { } affine || !context.IsReadOnlyBy(between, node)) return false;
        if (between.Uses.Count != 1 || affine.Input.Shape is null || !affine.Input.Shape.Equals(between.Shape)) return false;
        if (!affine.IsScaleOnly && (layer.HasPadding || !layer.TakesBias)) return false;
        double[]? bias = null;
        if (!affine.IsScaleOnly)
        {
            bias = layer.Bias()!;
            double[] added = layer.Apply(affine.Shift);
            for (int m = 0; m < bias.Length; m++) bias[m] += added[m];
        }
        if (!layer.Change(affine.IsShiftOnly ? null : (w, _, input) => w * affine.Scale[input], bias)) return false;
        node.Graph.SetInput(layer.Node, 0, affine.Input);
        return true;
    }
}
