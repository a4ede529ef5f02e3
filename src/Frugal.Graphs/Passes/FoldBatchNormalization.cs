using Frugal.Graphs.Operators;

namespace Frugal.Graphs.Passes;

/// <summary>
/// Folds a batch normalisation in inference into the convolution, transposed convolution or dense layer before it: with
/// s = scale / √(variance + ε) the weights of each output channel are multiplied by s, and the bias becomes
/// (b − mean)·s + bias, the layer's own b included. Exact but for rounding; done in float64 and rounded once.
/// </summary>
public static class FoldBatchNormalization
{
    /// <summary>Folds in place wherever the layer's output is read by the normalisation alone and all parameters are constant; the number folded.</summary>
    public static int Run(Network network)
    {
        var context = new PassContext(network, PassSettings.Default);
        return context.Nodes("BatchNormalization").Count(node => FoldAfterLayer.Try(context, node, copyShared: true));
    }
}
