using Frugal.Graphs.Operators;
using Frugal.Tensors;

namespace Frugal.Graphs.Passes;

/// <summary>
/// Removes channels that cannot be seen in the outputs. First, where an input channel of a layer is a constant (<see cref="ConstantChannels"/>), what it adds goes into
/// the bias and its weights become zero; a constant that meets zero padding differs along the border, so it must be zero itself. Then channels all of whose
/// weights are zero go, with the filters that compute them.
/// </summary>
/// <remarks>A channel goes only where every node that sees it is one of those known to weigh or to pass on each channel by itself.</remarks>
internal static class RemoveDeadChannels
{
    // Nodes that treat each channel by itself, or weigh it by the weights that are checked.
    private static readonly HashSet<string> ByChannel =
    [
        "Conv", "Gemm", "MatMul", "BatchNormalization", "Relu", "LeakyRelu", "PRelu", "Elu", "Selu", "Celu", "Sigmoid", "HardSigmoid", "HardSwish", "Tanh", "Softplus", "Softsign",
        "Gelu", "Mish", "Swish", "ThresholdedRelu", "Erf", "Exp", "Log", "Sqrt", "Reciprocal", "Neg", "Abs", "Clip", "Identity", "Dropout", "Add", "Sub", "Mul", "Div", "Min", "Max",
        "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "Concat", "Pad", "Slice", "Flatten", "Reshape", "Squeeze", "Unsqueeze", "Transpose",
    ];

    public static int Run(PassContext context)
    {
        int cleared = ClearConstants(context.Network.Graph);
        int removed = Remove(context);
        return cleared + removed;
    }

    private static int ClearConstants(Graph graph)
    {
        ConstantChannels constants = ConstantChannels.Of(graph);
        int cleared = 0;
        foreach (Node node in graph.Nodes.ToArray())
        {
            double[]? known = node.Input(0) is { } x ? constants.Of(x) : null;
            if (node.Operator is MatMul && node.Output.Shape?.Rank != 2) continue;
            if (LinearLayer.Of(node) is not { IsTransposedConvolution: false, ReadsRows: true, SharesWeights: false } layer) continue;
            cleared += ClearInputs(layer, known, constants.Of(node.Output));
        }
        return cleared;
    }

    // Weights on constant inputs, and those of filters that are constant themselves, become zero.
    private static int ClearInputs(LinearLayer layer, double[]? known, double[]? own)
    {
        if (known is null && own is null) return 0;
        bool Clears(int input) => known is not null && !double.IsNaN(known[input]) && (known[input] == 0 || !layer.HasPadding);
        bool IsConstant(int output) => own is not null && !double.IsNaN(own[output]);
        double[] weights = layer.Weight.ToDoubles(), bias = layer.Bias()!;
        var touched = new HashSet<(bool, int)>();
        bool adds = false;
        for (int i = 0; i < weights.Length; i++)
        {
            if (weights[i] == 0) continue;
            var (output, input) = layer.Channels(i);
            if (IsConstant(output)) touched.Add((true, output));
            else if (Clears(input))
            {
                touched.Add((false, input));
                bias[output] += layer.Alpha * weights[i] * known![input];
                adds |= known[input] != 0;
            }
        }
        for (int m = 0; m < bias.Length; m++)
        {
            if (!IsConstant(m) || !touched.Contains((true, m)) || bias[m] == own![m]) continue;
            bias[m] = own[m];
            adds = true;
        }
        if (touched.Count == 0 || (adds && !layer.TakesBias)) return 0;
        return layer.Change((w, output, input) => IsConstant(output) || Clears(input) ? 0 : w, adds ? bias : null) ? touched.Count : 0;
    }

    private static int Remove(PassContext context)
    {
        if (!context.Network.Graph.Nodes.Any(HasUnweighedInput)) return 0;
        context.Network.Graph.RemoveUnused();
        ChannelGroups groups = ChannelGroups.Find(context.Network);
        var zeros = new Dictionary<(Value, int), bool[]>();
        bool IsZero(ChannelOccurrence o)
        {
            if (!zeros.TryGetValue((o.Value, o.Axis), out bool[]? zero)) zeros[(o.Value, o.Axis)] = zero = ZeroIndices(o.Value, o.Axis);
            return o.Indices.All(i => zero[i]);
        }
        var removed = new List<ChannelClass>();
        foreach (ChannelGroup group in groups.Groups)
        {
            List<ChannelClass> dead = [.. group.Classes.Where(c => IsUnseen(c, IsZero))];
            int kept = group.Classes.Count - dead.Count, multiple = context.Settings.ChannelMultiple;
            int wanted = Math.Min(group.Classes.Count, (kept + multiple - 1) / multiple * multiple);
            dead.RemoveRange(dead.Count - (wanted - kept), wanted - kept);
            while (dead.Count > 0 && !groups.CanRemove(dead)) dead.RemoveAt(dead.Count - 1);
            removed.AddRange(dead);
        }
        if (removed.Count == 0) return 0;
        context.Network = ChannelRemoval.Apply(groups, removed);
        return removed.Count;
    }

    // Cheap, so that networks without any such layer are not looked at further.
    private static bool HasUnweighedInput(Node node)
    {
        if (LinearLayer.Of(node) is not { IsTransposedConvolution: false, Group: 1 } layer || layer.Inputs < 2) return false;
        if (layer.Weight.Type == ElementType.Float32 && Enumerable.Range(0, layer.Inputs).All(c => HasWeightEarly(layer, c))) return false;
        var seen = new bool[layer.Inputs];
        double[] weights = layer.Weight.ToDoubles();
        for (int i = 0; i < weights.Length; i++)
            if (weights[i] != 0) seen[layer.Channels(i).Input] = true;
        return Array.Exists(seen, s => !s);
    }

    // Whether the first filter weighs an input, which is the rule.
    private static bool HasWeightEarly(LinearLayer layer, int input)
    {
        ReadOnlySpan<float> weights = layer.Weight.Span<float>();
        int inner = checked((int)layer.Weight.Shape.Product(2, layer.Weight.Shape.Rank));
        int at = (layer.InputAxis == 1 ? input : input * layer.Weight.Shape[1]) * inner;
        for (int i = 0; i < inner; i++)
            if (weights[at + i] != 0) return true;
        return false;
    }

    private static bool IsUnseen(ChannelClass channel, Func<ChannelOccurrence, bool> isZero)
    {
        bool weighed = false;
        foreach (ChannelOccurrence o in channel.Occurrences)
        {
            if (o.IsConsumer)
            {
                weighed = true;
                if (!o.Value.IsConstant || !isZero(o)) return false;
            }
            else if (!o.Value.IsConstant && !o.Value.Uses.All(u => PassesOn(u, o.Value)))
            {
                return false;
            }
        }
        return weighed;
    }

    private static bool PassesOn(Use use, Value value)
    {
        Node node = use.Node;
        if (node.Operator.Id.Domain.Length > 0 || !ByChannel.Contains(node.Operator.Id.Name)) return false;
        return node.Operator is not (Conv or Gemm or MatMul) || (use.Index == 0 && node.Input(1) is { IsConstant: true } && value != node.Inputs[1]);
    }

    // Which indices of an axis of a weight have zeros only.
    private static bool[] ZeroIndices(Value weight, int axis)
    {
        DenseTensor tensor = weight.Constant!;
        double[] values = tensor.ToDoubles();
        int inner = checked((int)tensor.Shape.Product(axis + 1, tensor.Shape.Rank)), extent = tensor.Shape[axis];
        var zero = new bool[extent];
        Array.Fill(zero, true);
        for (int i = 0; i < values.Length; i++)
            if (values[i] != 0) zero[i / inner % extent] = false;
        return zero;
    }
}
