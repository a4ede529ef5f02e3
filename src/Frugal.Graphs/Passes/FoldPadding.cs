using Frugal.Tensors;

namespace Frugal.Graphs.Passes;

/// <summary>
/// Moves a Pad of spatial axes into what reads it: zeros into a convolution or an average that counts its padding, −∞ into a maximum. Zeros before a maximum go in
/// too where what is padded is never negative and every window holds an element of it.
/// </summary>
internal static class FoldPadding
{
    private static readonly HashSet<string> NotNegative = ["Relu", "Sigmoid", "HardSigmoid", "Softmax", "Softplus", "Abs", "Exp"];

    public static int Run(PassContext context) => context.Nodes("Conv", "AveragePool", "MaxPool").Count(node => TryFold(context, node));

    private static bool TryFold(PassContext context, Node node)
    {
        if (Pattern.Producer(node.Inputs[0], "Pad") is not { } pad || pad.Graph != node.Graph || node.Inputs[0]!.Uses.Count != 1 || !context.IsReadOnlyBy(node.Inputs[0]!, node)) return false;
        if (node.Attributes.Text("auto_pad", "NOTSET") is not ("NOTSET" or "VALID" or "")) return false;
        if (SpatialPads(pad) is not { } added) return false;
        long[] own = node.Attributes.Text("auto_pad", "NOTSET") != "VALID" && node.Attributes.Ints("pads") is { } given ? given : new long[added.Length];
        if (own.Length != added.Length || !Accepts(node, pad, own, added)) return false;
        NodeAttributes attributes = node.Attributes.Without("auto_pad").With("pads", own.Zip(added, (a, b) => a + b).ToArray());
        if (node.Operator.Id.Name == "AveragePool") attributes = attributes.With("count_include_pad", 1L);
        node.Graph.SetAttributes(node, attributes);
        node.Graph.SetInput(node, 0, pad.Inputs[0]);
        return true;
    }

    private static bool Accepts(Node node, Node pad, long[] own, long[] added)
    {
        double filling = pad.Input(2) is null ? 0 : Pattern.Scalar(pad.Input(2)) ?? double.NaN;
        if (node.Operator.Id.Name == "Conv") return filling == 0;
        // A pool's padding must be smaller than its window, and a rounded-up window would count other positions.
        if (node.Attributes.Flag("ceil_mode", false) || node.Attributes.Ints("kernel_shape") is not { } kernel || node.Outputs.Count > 1) return false;
        for (int i = 0; i < added.Length; i++)
            if (own[i] + added[i] >= kernel[i % kernel.Length]) return false;
        if (node.Attributes.Ints("dilations") is { } dilations && Array.Exists(dilations, d => d != 1)) return false;
        if (node.Operator.Id.Name == "AveragePool") return filling == 0 && (Array.TrueForAll(own, p => p == 0) || node.Attributes.Flag("count_include_pad", false));
        return double.IsNegativeInfinity(filling)
            || (filling == 0 && pad.Inputs[0]!.Producer is { Operator.Id.Domain: "" } before && NotNegative.Contains(before.Operator.Id.Name));
    }

    // What is added before and behind each axis after batch and channels; null where other axes are padded, or not by constant, positive counts.
    private static long[]? SpatialPads(Node pad)
    {
        if (pad.Attributes.Text("mode", "constant") != "constant" || pad.Inputs[0]?.Shape is not { Rank: >= 3 } shape || Pattern.Numbers(pad.Input(1)) is not { } given) return null;
        long[]? axes = Pattern.Numbers(pad.Input(3));
        if (pad.Input(3) is not null && axes is null) return null;
        long[] pads = Operators.Pad.AllPads(given, axes, shape.Rank);
        if (Array.Exists(pads, p => p < 0) || pads[0] != 0 || pads[1] != 0 || pads[shape.Rank] != 0 || pads[shape.Rank + 1] != 0) return null;
        return [.. pads[2..shape.Rank], .. pads[(shape.Rank + 2)..]];
    }
}
