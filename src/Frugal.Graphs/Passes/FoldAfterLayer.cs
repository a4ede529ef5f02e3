namespace Frugal.Graphs.Passes;

/// <summary>Folds a factor and a summand for each channel into the layer whose output they are applied to.</summary>
internal static class FoldAfterLayer
{
    /// <summary>Folds a node into the layer before it where that is all that reads the layer.</summary>
    /// <param name="context">The network.</param>
    /// <param name="node">A batch normalisation, or an addition or multiplication with a constant.</param>
    /// <param name="copyShared">Whether weights that other layers read too are copied; otherwise such layers stay as they are.</param>
    public static bool Try(PassContext context, Node node, bool copyShared)
    {
        foreach (Value? input in node.Inputs)
        {
            if (input is not { Producer: { } producer } || producer.Graph != node.Graph || LinearLayer.Of(producer) is not { } layer) continue;
            if (ChannelAffine.Of(node, layer.Outputs, layer.ChannelsLast) is not { } affine || affine.Input != input) continue;
            return context.IsReadOnlyBy(input, node) && Fold(context, node, layer, affine, copyShared);
        }
        return false;
    }

    private static bool Fold(PassContext context, Node node, LinearLayer layer, ChannelAffine affine, bool copyShared)
    {
        if (!affine.IsShiftOnly && layer.SharesWeights && !copyShared) return false;
        double[] bias = layer.Bias()!;
        bool adds = !affine.IsScaleOnly || Array.Exists(bias, b => b != 0);
        if (adds && !layer.TakesBias) return false;
        for (int m = 0; m < bias.Length; m++) bias[m] = bias[m] * affine.Scale[m] + affine.Shift[m];
        Value between = affine.Input;
        if (!CanBypass(context, node)) return false;
        if (!layer.Change(affine.IsShiftOnly ? null : (w, output, _) => w * affine.Scale[output], adds ? bias : null)) return false;
        NodeEdits.Bypass(node, layer.Node.Output == between ? between : layer.Node.Output, context.GivenOn);
        return true;
    }

    // The node's output may be the graph's: the layer's takes its name, which no subgraph may know otherwise.
    private static bool CanBypass(PassContext context, Node node)
    {
        for (int i = 1; i < node.Outputs.Count; i++)
            if (NodeEdits.IsRead(node, i)) return false;
        return !context.GivenOn.Contains(node.Output);
    }
}
