using Frugal.Graphs.Operators;
using Frugal.Graphs.Passes;
using Frugal.Tensors;

namespace Frugal.Graphs;

/// <summary>Undoes <see cref="TrainingForm"/>: what comes back is plain inference again, with the state that training left.</summary>
public static class InferenceForm
{
    /// <summary>A copy of a network in its inference form; state variables become initializers of the same names.</summary>
    /// <param name="network">A network in its training form; loss and gradient must not be among its outputs, and their nodes are dropped.</param>
    /// <param name="states">The tensors of state variables by name; one that is not given has its initial value.</param>
    public static Network Apply(Network network, IReadOnlyDictionary<string, DenseTensor>? states = null)
    {
        Network copy = network.Clone();
        Graph graph = copy.Graph;
        foreach (StateVariable state in graph.States) state.Next = null;
        graph.RemoveUnused(); // the gradient reads saved values that inference does not compute
        foreach (Node node in graph.Nodes.ToArray())
        {
            switch (node.Operator)
            {
                case MaxPoolWithIndices when node.Attributes.Has("kernel_shape"):
                    NodeEdits.Replace(node, OperatorId.Onnx("MaxPool"), [node.Inputs[0]], [], node.Attributes);
                    break;
                case MaxPoolWithIndices:
                    NodeEdits.Replace(node, OperatorId.Onnx("GlobalMaxPool"), [node.Inputs[0]], [], node.Attributes);
                    break;
                case BatchNormalizationTraining:
                    NodeEdits.Replace(node, OperatorId.Onnx("BatchNormalization"), [.. node.Inputs], [], node.Attributes);
                    break;
                case DropoutTraining:
                    RestoreDropout(node);
                    break;
            }
        }
        foreach (StateVariable state in graph.States.ToArray())
            NodeEdits.TurnIntoInitializer(graph, state, states?.GetValueOrDefault(state.Current.Name) ?? state.Initial);
        RestoreSoftmax(copy);
        graph.RemoveUnused();
        return copy;
    }

    private static void RestoreDropout(Node node)
    {
        Graph graph = node.Graph;
        float ratio = node.Attributes.Float("ratio", (float)Dropout.DefaultRatio);
        Value? given = ratio == (float)Dropout.DefaultRatio ? null : graph.AddInitializer(node.Output.Name + "/ratio", DenseTensor.Scalar(ratio));
        NodeEdits.Replace(node, OperatorId.Onnx("Dropout"), given is null ? [node.Inputs[0]] : [node.Inputs[0], given], [], NodeAttributes.Empty);
    }

    private static void RestoreSoftmax(Network network)
    {
        Graph graph = network.Graph;
        foreach (var (key, text) in network.Metadata.Where(m => m.Key.StartsWith(TrainingForm.SoftmaxKey, StringComparison.Ordinal)).ToArray())
        {
            network.Metadata.Remove(key);
            string logits = key[TrainingForm.SoftmaxKey.Length..];
            string[] parts = text.Split(':', 3);
            int index = graph.Outputs.ToList().FindIndex(o => o.Name == logits);
            if (index < 0) continue;
            Node softmax = graph.AddNode(
                OperatorTable.Get(OperatorId.Onnx(parts[0])), [graph.Outputs[index]], [graph.UniqueName(parts[2])],
                NodeAttributes.Of(("axis", int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture))));
            ShapeInference.Run(softmax);
            graph.SetOutput(index, softmax.Output);
        }
    }
}
