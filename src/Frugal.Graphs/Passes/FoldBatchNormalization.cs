using Frugal.Graphs.Operators;
using Frugal.Tensors;

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
        HashSet<Value> givenOn = NodeEdits.GivenOnBySubgraphs(network);
        int folded = 0;
        foreach (Graph graph in network.AllGraphs().ToArray())
            foreach (Node node in graph.Nodes.ToArray())
                if (node.Operator is BatchNormalization && TryFold(node, givenOn)) folded++;
        return folded;
    }

    private static bool TryFold(Node normalization, HashSet<Value> givenOn)
    {
        Graph graph = normalization.Graph;
        if (normalization.Inputs[0] is not { Producer: { } layer } between || layer.Graph != graph) return false;
        if (between.Uses.Count != 1 || graph.Outputs.Contains(between) || givenOn.Contains(between)) return false;
        if (Affine(normalization) is not var (scale, shift)) return false;
        if (WeightAxis(layer) is not { } axis || layer.Input(1) is not { Constant: { } weight } weightValue) return false;
        if (OwnBias(layer, scale.Length) is not { } bias) return false;
        int channels = checked(weight.Shape[axis] * (layer.Operator is ConvTranspose ? (int)layer.Attributes.Int("group", 1) : 1));
        if (channels != scale.Length) return false;
        if (!NodeEdits.Bypass(normalization, between, givenOn)) return false;

        NodeEdits.Own(layer, 1, ScaleChannels(weight, axis, scale, layer));
        var folded = new double[channels];
        for (int c = 0; c < channels; c++) folded[c] = bias[c] * scale[c] + shift[c];
        SetBias(layer, weightValue, TensorValues.FromDoubles(weight.Type, new Shape(channels), folded));
        return true;
    }

    // y = scale·x + shift for each channel; null when that is not known before the network runs.
    private static (double[] Scale, double[] Shift)? Affine(Node normalization)
    {
        if (normalization.Attributes.Flag("training_mode", false)) return null;
        for (int i = 1; i <= 4; i++)
            if (normalization.Input(i) is not { IsConstant: true }) return null;
        double[] scale = Parameter(1), shift = Parameter(2), mean = Parameter(3), variance = Parameter(4);
        double epsilon = normalization.Attributes.Float("epsilon", BatchNormalization.DefaultEpsilon);
        for (int c = 0; c < scale.Length; c++)
        {
            scale[c] /= Math.Sqrt(variance[c] + epsilon);
            shift[c] -= mean[c] * scale[c];
        }
        return (scale, shift);

        double[] Parameter(int index) => normalization.Inputs[index]!.Constant!.ToDoubles();
    }

    // The axis of the weights that holds the output channels, or null for layers that cannot take a factor.
    private static int? WeightAxis(Node layer) => layer.Operator.Id switch
    {
        { Domain: "", Name: "Conv" } => 0,
        { Domain: "", Name: "ConvTranspose" } => 1,
        { Domain: "", Name: "Gemm" } => layer.Attributes.Flag("transB", false) ? 0 : 1,
        _ => null,
    };

    // The layer's own bias for each channel as it is added; null when it is computed, or not one number a channel.
    private static double[]? OwnBias(Node layer, int channels)
    {
        if (layer.Input(2) is not { } value) return new double[channels];
        if (value.Constant is not { } tensor) return null;
        double factor = layer.Operator is Conv or ConvTranspose ? 1 : layer.Attributes.Float("beta", 1);
        double[] bias = Array.ConvertAll(tensor.ToDoubles(), b => b * factor);
        if (bias.Length == 1) return [.. Enumerable.Repeat(bias[0], channels)];
        return bias.Length == channels && tensor.Shape[tensor.Shape.Rank - 1] == channels ? bias : null;
    }

    private static DenseTensor ScaleChannels(DenseTensor weight, int axis, double[] scale, Node layer)
    {
        double[] values = weight.ToDoubles();
        int inner = checked((int)weight.Shape.Product(axis + 1, weight.Shape.Rank)), extent = weight.Shape[axis];
        // The groups of a transposed convolution stand on its first axis.
        int rowsPerGroup = layer.Operator is ConvTranspose ? weight.Shape[0] / (int)layer.Attributes.Int("group", 1) : int.MaxValue;
        for (int i = 0; i < values.Length; i++)
        {
            int channel = i / inner % extent, row = i / inner / extent;
            values[i] *= scale[axis == 0 ? channel : channel + row / rowsPerGroup * extent];
        }
        return TensorValues.FromDoubles(weight.Type, weight.Shape, values);
    }

    private static void SetBias(Node layer, Value weight, DenseTensor bias)
    {
        Graph graph = layer.Graph;
        if (layer.Attributes.Has("beta")) graph.SetAttributes(layer, layer.Attributes.Without("beta"));
        if (layer.Input(2) is not null) NodeEdits.Own(layer, 2, bias);
        else NodeEdits.Replace(layer, layer.Operator.Id, [layer.Inputs[0], layer.Inputs[1], graph.AddInitializer(weight.Name + "/bias", bias)], [], layer.Attributes);
    }
}
