using Frugal.Graphs.Operators;
using Frugal.Tensors;

namespace Frugal.Graphs.Passes;

/// <summary>
/// Which channels (indices of axis 1) of which values are one and the same number everywhere, whatever the network is fed: filters without weights, carried on
/// through biases, normalisation, activations, pooling, depthwise convolutions and reshapes to rows. NaN stands for a channel that is not constant.
/// </summary>
internal sealed class ConstantChannels
{
    // Activations up to 2^15 cannot move a sum by half a unit in its last place (2^-25) when the weights together are below 2^-41 of it.
    private const double NegligibleShare = 1.0 / (1L << 41);
    private const double NegligibleSum = 1e-30;
    private const float LeastSeen = 1e-9f;

    private static readonly HashSet<string> OneOperand =
    [
        "Relu", "LeakyRelu", "Elu", "Selu", "Celu", "Sigmoid", "HardSigmoid", "HardSwish", "Tanh", "Softplus", "Softsign", "Gelu", "Mish", "Swish", "ThresholdedRelu", "Erf",
        "Exp", "Sqrt", "Reciprocal", "Neg", "Abs", "Clip",
    ];

    private readonly Dictionary<Value, double[]> channels = [];

    private ConstantChannels() { }

    /// <summary>Looks at a graph whose shapes are inferred.</summary>
    public static ConstantChannels Of(Graph graph)
    {
        var found = new ConstantChannels();
        foreach (Node node in graph.Nodes)
        {
            if (node.Operator.Id.Domain.Length != 0 || node.Outputs.Count == 0 || node.Outputs[0] is not { Shape: { Rank: >= 2 } shape } output) continue;
            if (!output.Type.IsFloatingPoint() || !shape[1].IsNumber || shape[1].Number > int.MaxValue) continue;
            if (found.Through(node, (int)shape[1].Number) is { } known && !Array.TrueForAll(known, double.IsNaN)) found.channels[output] = known;
        }
        return found;
    }

    /// <summary>The numbers of a value's channels, NaN where a channel is not constant; null where none is.</summary>
    public double[]? Of(Value value) => channels.GetValueOrDefault(value);

    /// <summary>What a layer's filters give that see constants only, or whose weights are too small to be seen; NaN for the others.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="known">The constants of its input's channels, NaN elsewhere; null for none.</param>
    public static double[]? OfFilters(LinearLayer layer, double[]? known)
    {
        if (layer is { IsTransposedConvolution: true } or { ReadsRows: false } || layer.Alpha != 1) return null;
        double[] bias = layer.Bias()!;
        // Before a normalisation a filter may be amplified at will: only what is nothing at all counts.
        bool normalized = layer.Node.Output.Uses.Any(u => u.Node.Operator is BatchNormalization);
        double[] unseen = new double[layer.Outputs], result = bias;
        double[] weights = layer.Weight.ToDoubles();
        for (int i = 0; i < weights.Length; i++)
        {
            if (weights[i] == 0) continue;
            var (output, input) = layer.Channels(i);
            double constant = known?[input] ?? double.NaN;
            if (double.IsNaN(constant) || (constant != 0 && layer.HasPadding)) unseen[output] += Math.Abs(weights[i]);
            else result[output] += weights[i] * constant;
        }
        for (int m = 0; m < result.Length; m++)
        {
            double most = normalized ? 0 : Math.Max(Math.Abs(result[m]) * NegligibleShare, NegligibleSum);
            if (!(unseen[m] <= most)) result[m] = double.NaN;
        }
        return result;
    }

    private double[]? Through(Node node, int count)
    {
        string op = node.Operator.Id.Name;
        double[]? known = node.Input(0) is { } x ? Of(x) : null;
        if (op is "Conv" or "Gemm" || (op == "MatMul" && node.Output.Shape!.Rank == 2))
            return LinearLayer.Of(node) is { } layer && MayHaveDeadFilter(layer, known) ? OfFilters(layer, known) : null;
        if (op is "Add" or "Sub" or "Mul" or "Div" or "Min" or "Max") return OfTwo(node, count);
        if (op == "Concat") return OfConcat(node, count);
        if (known is null) return null;
        return op switch
        {
            "BatchNormalization" => ChannelAffine.Of(node, count, last: false) is { } a ? [.. known.Select((c, i) => c * a.Scale[i] + a.Shift[i])] : null,
            "Identity" or "Dropout" or "MaxPool" or "GlobalMaxPool" or "GlobalAveragePool" => known,
            "AveragePool" => [.. known.Select(c => c == 0 || !Pads(node) ? c : double.NaN)],
            "Pad" => OfPad(node, known),
            "Flatten" or "Reshape" or "Squeeze" => OfRows(node, known, count),
            _ when OneOperand.Contains(op) && node.Inputs.Skip(1).All(i => i is null || i.IsConstant) => Evaluate(node, known, known.Length, node.Inputs[0]!.Shape!.Rank),
            _ => null,
        };
    }

    // Reading all weights of large layers takes time: a filter is out as soon as one of its weights is large enough to be seen.
    private static bool MayHaveDeadFilter(LinearLayer layer, double[]? known)
    {
        if (known is not null || layer.Weight.Type != ElementType.Float32) return true;
        ReadOnlySpan<float> weights = layer.Weight.Span<float>();
        int filters = layer.Weight.Shape[1 - layer.InputAxis], length = weights.Length / Math.Max(1, filters);
        bool contiguous = layer.InputAxis == 1;
        for (int m = 0; m < filters; m++)
        {
            bool unseen = true;
            for (int i = 0; unseen && i < length; i++) unseen = Math.Abs(weights[contiguous ? m * length + i : i * filters + m]) < LeastSeen;
            if (unseen) return true;
        }
        return false;
    }

    private double[]? OfTwo(Node node, int count)
    {
        if (node.Inputs is not [{ } a, { } b] || node.Output.Shape is not { } shape) return null;
        double[]? first = Operand(a, shape, count), second = Operand(b, shape, count);
        if (first is null || second is null) return null;
        var left = new double[count];
        for (int c = 0; c < count; c++)
        {
            left[c] = node.Operator.Id.Name switch
            {
                "Add" => first[c] + second[c],
                "Sub" => first[c] - second[c],
                "Mul" => first[c] * second[c],
                "Div" => first[c] / second[c],
                "Min" => Math.Min(first[c], second[c]),
                _ => Math.Max(first[c], second[c]),
            };
            if (!double.IsFinite(left[c])) left[c] = double.NaN;
        }
        return left;
    }

    // An operand's numbers a channel: of a constant that differs by channel at most, or of a value with constant channels that is not broadcast along them.
    private double[]? Operand(Value value, SymbolicShape result, int count)
    {
        if (!value.IsConstant) return value.Shape is { } own && own.Rank == result.Rank && own[1] == result[1] ? Of(value) : null;
        DenseTensor tensor = value.Constant!;
        int axis = 1 - (result.Rank - tensor.Shape.Rank);
        for (int i = 0; i < tensor.Shape.Rank; i++)
            if (tensor.Shape[i] != 1 && (i != axis || tensor.Shape[i] != count)) return null;
        double[] numbers = tensor.ToDoubles();
        return numbers.Length == count ? numbers : [.. Enumerable.Repeat(numbers[0], count)];
    }

    private double[]? OfConcat(Node node, int count)
    {
        int rank = node.Output.Shape!.Rank;
        long axis = node.Attributes.Int("axis", 1);
        if ((axis < 0 ? axis + rank : axis) != 1) return null;
        var all = new List<double>(count);
        foreach (Value? input in node.Inputs)
        {
            if (input?.Shape is not { } shape || !shape[1].IsNumber) return null;
            all.AddRange(Of(input) ?? Enumerable.Repeat(double.NaN, (int)shape[1].Number));
        }
        return all.Count == count ? [.. all] : null;
    }

    private static double[]? OfPad(Node node, double[] known)
    {
        if (node.Attributes.Text("mode", "constant") != "constant" || Pattern.Numbers(node.Input(1)) is not { } pads || node.Input(3) is not null) return null;
        int rank = node.Output.Shape!.Rank;
        if (pads.Length != 2 * rank || pads[1] != 0 || pads[rank + 1] != 0) return null;
        double filling = node.Input(2) is null ? 0 : Pattern.Scalar(node.Input(2)) ?? double.NaN;
        return [.. known.Select(c => c == filling ? c : double.NaN)];
    }

    // [N,C,…] to [N,C·…]: each channel becomes a run of columns.
    private static double[]? OfRows(Node node, double[] known, int count)
    {
        SymbolicShape from = node.Inputs[0]!.Shape!, to = node.Output.Shape!;
        if (to.Rank != 2 || from.Rank < 2 || from[0].IsUnknown || from[0] != to[0] || count % known.Length != 0) return null;
        int run = count / known.Length;
        return [.. Enumerable.Range(0, count).Select(i => known[i / run])];
    }

    private static double[] Evaluate(Node node, double[] known, int count, int rank)
    {
        int[] extents = [.. Enumerable.Repeat(1, rank)];
        extents[1] = count;
        DenseTensor tensor = TensorValues.FromDoubles(node.Inputs[0]!.Type, new Shape(extents), Array.ConvertAll(known, c => double.IsNaN(c) ? 0 : c));
        double[] result = ReferenceEvaluator.Run(node, [tensor, .. node.Inputs.Skip(1).Select(i => i?.Constant)])[0]!.ToDoubles();
        return [.. result.Select((c, i) => double.IsNaN(known[i]) || !double.IsFinite(c) ? double.NaN : c)];
    }

    private static bool Pads(Node node) => node.Attributes.Flag("count_include_pad", false)
        && (node.Attributes.Text("auto_pad", "NOTSET") is not ("NOTSET" or "") || (node.Attributes.Ints("pads") is { } pads && Array.Exists(pads, p => p != 0)));
}
