using Frugal.Graphs.Operators;
using Frugal.Tensors;

namespace Frugal.Graphs.Passes;

/// <summary>A convolution or product with constant weights, seen as out[m] = bias[m] + Σ_c Σ_k w[m,c,k]·x[c,…], and edits of its weights and bias.</summary>
internal sealed class LinearLayer
{
    private readonly int outputAxis;
    private readonly int group;

    private LinearLayer(Node node, DenseTensor weight, int outputAxis, int group)
    {
        Node = node;
        Weight = weight;
        this.outputAxis = outputAxis;
        this.group = group;
    }

    /// <summary>The node.</summary>
    public Node Node { get; private set; }

    /// <summary>Its weights.</summary>
    public DenseTensor Weight { get; }

    /// <summary>The number of output channels.</summary>
    public int Outputs => Weight.Shape[outputAxis] * (IsTransposedConvolution ? group : 1);

    /// <summary>The number of input channels.</summary>
    public int Inputs => Weight.Shape[1 - outputAxis] * (IsTransposedConvolution ? 1 : group);

    /// <summary>Whether channels stand on the last axis of its input and output, not on the second.</summary>
    public bool ChannelsLast => Node.Operator is MatMul;

    /// <summary>Whether it is a transposed convolution, in which an output position sees few taps.</summary>
    public bool IsTransposedConvolution => Node.Operator is ConvTranspose;

    /// <summary>The axis of the weights that holds input channels, those of one group.</summary>
    public int InputAxis => 1 - outputAxis;

    /// <summary>The number of groups.</summary>
    public int Group => group;

    /// <summary>Whether a summand for each output channel has a place: everywhere but in products of more than two axes.</summary>
    public bool TakesBias => Node.Operator is not MatMul || (Node.Inputs[0]!.Shape?.Rank == 2 && Node.Graph.States.Count == 0);

    /// <summary>Whether others read its weights too, so that a change would add a copy.</summary>
    public bool SharesWeights => Node.Inputs[1]!.Uses.Count > 1 || Node.Inputs[1]!.Graph != Node.Graph || Node.Graph.Outputs.Contains(Node.Inputs[1]!);

    /// <summary>Whether positions outside of the input take part as zeros.</summary>
    public bool HasPadding => Node.Operator is Conv or ConvTranspose
        && (Node.Attributes.Text("auto_pad", "NOTSET") is not ("NOTSET" or "VALID" or "")
            || (Node.Attributes.Text("auto_pad", "NOTSET") != "VALID" && Node.Attributes.Ints("pads") is { } pads && Array.Exists(pads, p => p != 0)));

    /// <summary>Reads a node; null where it is no such layer, its weights are computed, or its bias is not one number a channel.</summary>
    public static LinearLayer? Of(Node? node)
    {
        if (node is null || node.Input(0) is null || node.Input(1) is not { Constant: { } weight } || !weight.Type.IsFloatingPoint()) return null;
        int group = (int)node.Attributes.Int("group", 1);
        LinearLayer? layer = node.Operator.Id switch
        {
            { Domain: "", Name: "Conv" } => new LinearLayer(node, weight, 0, group),
            { Domain: "", Name: "ConvTranspose" } => new LinearLayer(node, weight, 1, group),
            { Domain: "", Name: "Gemm" } when weight.Shape.Rank == 2 => new LinearLayer(node, weight, node.Attributes.Flag("transB", false) ? 0 : 1, 1),
            { Domain: "", Name: "MatMul" } when weight.Shape.Rank == 2 && node.Inputs[0]!.Shape is { Rank: >= 2 } => new LinearLayer(node, weight, 1, 1),
            _ => null,
        };
        return layer is not null && group >= 1 && layer.Bias() is not null ? layer : null;
    }

    /// <summary>Whether the first operand is used as it is: a Gemm may read it transposed.</summary>
    public bool ReadsRows => !Node.Attributes.Flag("transA", false);

    /// <summary>The factor of the product.</summary>
    public double Alpha => Node.Operator is Gemm ? Node.Attributes.Float("alpha", 1) : 1;

    /// <summary>The bias of each output channel as it is added; null where it is computed or not one number a channel.</summary>
    public double[]? Bias()
    {
        if (Node.Operator is MatMul || Node.Input(2) is not { } value) return new double[Outputs];
        if (value.Constant is not { } tensor) return null;
        double factor = Node.Operator is Gemm ? Node.Attributes.Float("beta", 1) : 1;
        double[] bias = Array.ConvertAll(tensor.ToDoubles(), b => b * factor);
        if (bias.Length == 1)
        {
            var spread = new double[Outputs];
            Array.Fill(spread, bias[0]);
            return spread;
        }
        return bias.Length == Outputs && tensor.Shape[tensor.Shape.Rank - 1] == Outputs ? bias : null;
    }

    /// <summary>For each weight element its output channel and input channel.</summary>
    public (int Output, int Input) Channels(int element)
    {
        int inner = checked((int)Weight.Shape.Product(2, Weight.Shape.Rank));
        int second = element / inner % Weight.Shape[1], first = element / inner / Weight.Shape[1];
        if (Node.Operator is Conv) return (first, second + first / (Weight.Shape[0] / group) * Weight.Shape[1]);
        if (IsTransposedConvolution) return (second + first / (Weight.Shape[0] / group) * Weight.Shape[1], first);
        return outputAxis == 0 ? (first, second) : (second, first);
    }

    /// <summary>The sum of w[m,c,k]·x[c] over channels and taps, for each output channel.</summary>
    public double[] Apply(double[] perInput)
    {
        double[] weights = Weight.ToDoubles();
        var sums = new double[Outputs];
        for (int i = 0; i < weights.Length; i++)
        {
            var (output, input) = Channels(i);
            if (perInput[input] != 0) sums[output] += weights[i] * perInput[input];
        }
        double alpha = Alpha;
        for (int m = 0; m < sums.Length; m++) sums[m] *= alpha;
        return sums;
    }

    /// <summary>
    /// Gives it other weights and another bias; a product without a place for a bias becomes a Gemm where one is needed. False, and nothing is changed,
    /// where a number would not fit its type.
    /// </summary>
    /// <param name="change">The new weight from the old one, its output and its input channel; null leaves the weights.</param>
    /// <param name="bias">The new bias as it is added; null leaves it.</param>
    public bool Change(Func<double, int, int, double>? change, double[]? bias)
    {
        DenseTensor? weight = null;
        if (change is not null)
        {
            double[] values = Weight.ToDoubles();
            for (int i = 0; i < values.Length; i++)
            {
                var (output, input) = Channels(i);
                values[i] = change(values[i], output, input);
            }
            weight = TensorValues.FromDoubles(Weight.Type, Weight.Shape, values);
            if (!IsFinite(weight) && IsFinite(Weight)) return false;
        }
        DenseTensor? added = bias is null ? null : TensorValues.FromDoubles(Weight.Type, new Shape(Outputs), bias);
        if (added is not null && !IsFinite(added)) return false;
        if (weight is not null) NodeEdits.Own(Node, 1, weight);
        if (added is not null) SetBias(added);
        return true;
    }

    private void SetBias(DenseTensor bias)
    {
        Graph graph = Node.Graph;
        string name = Node.Inputs[1]!.Name + "/bias";
        if (Node.Operator is MatMul)
        {
            Node = NodeEdits.Replace(Node, OperatorId.Onnx("Gemm"), [Node.Inputs[0], Node.Inputs[1], graph.AddInitializer(name, bias)], [], NodeAttributes.Empty);
            return;
        }
        if (Node.Attributes.Has("beta")) graph.SetAttributes(Node, Node.Attributes.Without("beta"));
        if (Node.Input(2) is not null) NodeEdits.Own(Node, 2, bias);
        else graph.SetInput(Node, 2, graph.AddInitializer(name, bias));
    }

    private static bool IsFinite(DenseTensor tensor) => Array.TrueForAll(tensor.ToDoubles(), double.IsFinite);
}
