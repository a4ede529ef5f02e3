using Frugal.Graphs.Operators;
using Frugal.Graphs.Passes;
using Frugal.Tensors;

namespace Frugal.Graphs;

/// <summary>
/// Rewrites the operators whose training differs from inference into forms that save what the gradient needs: max-pooling with the
/// positions of the maxima, batch normalisation with running statistics as state, dropout with a keyed mask. <see cref="InferenceForm"/>
/// undoes it.
/// </summary>
public static class TrainingForm
{
    // What InferenceForm must put back behind an output: metadata "frugal.training.softmax:LOGITS" = "AXIS:OUTPUT".
    internal const string SoftmaxKey = "frugal.training.softmax:";

    /// <summary>A copy of a network in its training form. State variables have the names of the initializers that they replace.</summary>
    /// <exception cref="InvalidModelException">An output of <see cref="TrainingFormOptions.LogitsOf"/> does not exist or does not end in a softmax.</exception>
    public static Network Apply(Network network, TrainingFormOptions options)
    {
        Network copy = network.Clone();
        Graph graph = copy.Graph;
        foreach (string output in options.LogitsOf) RemoveSoftmax(copy, output);
        foreach (Node node in graph.Nodes.ToArray())
        {
            switch (node.Operator)
            {
                case MaxPool: SavePositions(node, node.Attributes.Without("storage_order")); break;
                case GlobalMaxPool: SavePositions(node, node.Attributes); break;
                case BatchNormalization when options.BatchNormalization == BatchNormalizationMode.Batch: TakeBatchStatistics(node); break;
                case BatchNormalization: graph.SetAttributes(node, node.Attributes.Without("training_mode")); break;
                case Dropout: Drop(node, options.Seed); break;
            }
        }
        graph.RemoveUnused();
        return copy;
    }

    /// <summary>
    /// The value before the softmax (or log-softmax) that computes an output, through operators that change nothing; the value itself
    /// where none does. Nothing is changed.
    /// </summary>
    public static Value LogitsOf(Value output)
    {
        Value value = output;
        while (value.Producer is { } node)
        {
            if (node.Operator.Id.Domain.Length > 0) break;
            if (node.Operator.Id.Name is "Softmax" or "LogSoftmax") return node.Inputs[0]!;
            if (node.Operator.Id.Name != "Identity") break;
            value = node.Inputs[0]!;
        }
        return output;
    }

    private static void RemoveSoftmax(Network network, string name)
    {
        Graph graph = network.Graph;
        int index = graph.Outputs.ToList().FindIndex(o => o.Name == name);
        if (index < 0) throw new InvalidModelException($"The network has no output '{name}'; it has {string.Join(", ", graph.Outputs.Select(o => o.Name))}.");
        Value output = graph.Outputs[index], logits = LogitsOf(output);
        if (logits == output) throw new InvalidModelException($"The output '{name}' does not end in a softmax, so that it has no logits behind it.");
        Node softmax = logits.Uses.Select(u => u.Node).First(n => n.Operator.Id.Name is "Softmax" or "LogSoftmax");
        network.Metadata[SoftmaxKey + logits.Name] = $"{softmax.Operator.Id.Name}:{softmax.Attributes.Int("axis", -1)}:{name}";
        graph.SetOutput(index, logits);
    }

    private static void SavePositions(Node node, NodeAttributes attributes)
    {
        // A node whose own indices are read keeps its form; its gradient finds the positions again.
        if (NodeEdits.IsRead(node, 1)) return;
        NodeEdits.Replace(node, OperatorId.Frugal("MaxPoolWithIndices"), [node.Inputs[0]], ["/positions"], attributes);
    }

    private static void TakeBatchStatistics(Node node)
    {
        Graph graph = node.Graph;
        if (node.Inputs[3] is not { Constant: { } mean } meanValue || node.Inputs[4] is not { Constant: { } variance } varianceValue) return;
        StateVariable runningMean = NodeEdits.TurnIntoState(graph, meanValue, mean);
        StateVariable runningVariance = NodeEdits.TurnIntoState(graph, varianceValue, variance);
        NodeAttributes attributes = NodeAttributes.Of(
            ("epsilon", node.Attributes.Float("epsilon", BatchNormalization.DefaultEpsilon)),
            ("momentum", node.Attributes.Float("momentum", BatchNormalization.DefaultMomentum)));
        Node training = NodeEdits.Replace(
            node, OperatorId.Frugal("BatchNormalizationTraining"),
            [node.Inputs[0], node.Inputs[1], node.Inputs[2], runningMean.Current, runningVariance.Current],
            ["/mean", "/inverse_deviation", "/running_mean", "/running_variance"], attributes);
        runningMean.Next = training.Outputs[3];
        runningVariance.Next = training.Outputs[4];
    }

    private static void Drop(Node node, long seed)
    {
        if (NodeEdits.IsRead(node, 1)) return;
        double ratio = node.Input(1) is { } given
            ? given.Constant?.ToDoubles()[0] ?? throw new UnsupportedOperatorException($"{node.Describe()} has a computed ratio and cannot be trained.")
            : Dropout.DefaultRatio;
        string stream = node.Name.Length > 0 ? node.Name : node.Output.Name;
        NodeEdits.Replace(
            node, OperatorId.Frugal("DropoutTraining"), [node.Inputs[0]], [],
            NodeAttributes.Of(("ratio", (float)ratio), ("seed", seed), ("stream", stream)));
    }
}
