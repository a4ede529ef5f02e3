using Frugal.Graphs.Operators;
using Frugal.Tensors;

namespace Frugal.Graphs;

/// <summary>
/// Removes channels from a network. The result computes what the original does when the weights that consume the removed channels are zero:
/// biases and shifts of a removed channel go with it, nothing is carried over.
/// </summary>
public static class ChannelRemoval
{
    /// <summary>A network without the given classes of channels; the original is untouched.</summary>
    /// <param name="groups">The groups of the network.</param>
    /// <param name="removed">Classes of these groups.</param>
    /// <exception cref="ArgumentException">An axis would lose all its indices.</exception>
    public static Network Apply(ChannelGroups groups, IEnumerable<ChannelClass> removed)
    {
        Dictionary<AxisSlot, int[]> kept = groups.KeptWithout(removed.Select(c => c.Id).ToHashSet());
        foreach (var (slot, indices) in kept)
            if (indices.Length == 0) throw new ArgumentException($"Axis {slot.Axis} of '{slot.Value.Name}' would lose all its indices; keep at least one class of each group.");
        Graph source = groups.Network.Graph;
        NodeEdit?[] edits = [.. source.Nodes.Select(node => Edit(node, kept))];
        Network network = groups.Network.Clone(out IReadOnlyDictionary<Value, Value> copies);
        CutInitializers(network.Graph, kept, copies, source);
        for (int i = 0; i < edits.Length; i++) ApplyEdit(network.Graph, network.Graph.Nodes[i], edits[i]);
        network.Graph.RemoveUnused();
        ShapeInference.RunAfresh(network.Graph);
        network.Graph.Check();
        CheckExtents(kept, copies);
        return network;
    }

    private static NodeEdit? Edit(Node node, Dictionary<AxisSlot, int[]> kept)
    {
        if (node.Inputs.Concat(node.Outputs).Any(v => v is { Shape: null })) return null;
        var context = new KeptIndices(node, axis => kept.GetValueOrDefault(TieContext.SlotOf(node, axis)));
        return node.Operator.Rewrite(node, context);
    }

    // A vector with several readers is cut for each; readers that keep the same indices go on sharing it.
    private static void CutInitializers(Graph graph, Dictionary<AxisSlot, int[]> kept, IReadOnlyDictionary<Value, Value> copies, Graph source)
    {
        var readers = new Dictionary<Node, Node>(source.Nodes.Zip(graph.Nodes, KeyValuePair.Create));
        foreach (var slots in kept.Where(k => k.Key.Value.IsConstant).GroupBy(k => (k.Key.Value, k.Key.Reader)).ToArray())
        {
            Value original = slots.Key.Value, copy = copies[original];
            DenseTensor cut = slots.Aggregate(original.Constant!, (tensor, slot) => Take(tensor, slot.Key.Axis, slot.Value));
            if (slots.Key.Reader is not { } use)
            {
                graph.SetConstant(copy, cut);
                continue;
            }
            Node reader = readers[use.Node];
            bool alone = reader.Inputs[use.Index]!.Uses.Count == 1;
            if (alone) graph.SetConstant(reader.Inputs[use.Index]!, cut);
            else graph.SetInput(reader, use.Index, Shared(graph, original, cut));
        }
    }

    private static Value Shared(Graph graph, Value original, DenseTensor cut) =>
        graph.Initializers.FirstOrDefault(v => v.Name.StartsWith(original.Name, StringComparison.Ordinal) && v.Type == cut.Type
            && v.Constant!.Shape == cut.Shape && v.Constant.Bytes.SequenceEqual(cut.Bytes))
        ?? graph.AddInitializer(original.Name, cut);

    /// <summary>The tensor with only some indices of an axis, in the given order.</summary>
    internal static DenseTensor Take(DenseTensor tensor, int axis, int[] indices)
    {
        var offsets = new int[tensor.Shape.Rank][];
        for (int a = 0; a < offsets.Length; a++)
            offsets[a] = a == axis ? Movement.Along(tensor.Shape, a, i => indices[i], indices.Length) : Movement.Along(tensor.Shape, a, i => i, tensor.Shape[a]);
        return Movement.Separable(tensor.Shape.With(axis, indices.Length), offsets).Apply(tensor, null);
    }

    private static void ApplyEdit(Graph graph, Node node, NodeEdit? edit)
    {
        if (edit is null) return;
        if (edit.Attributes is { } attributes) graph.SetAttributes(node, attributes);
        foreach (var (input, tensor) in edit.Constants)
        {
            string hint = node.Input(input)?.Name is { Length: > 0 } name ? name : $"{node.Output.Name}_{input}";
            graph.SetInput(node, input, graph.AddInitializer(hint, tensor));
        }
    }

    // An operator whose Tie and Rewrite contradict each other must not pass unnoticed.
    private static void CheckExtents(Dictionary<AxisSlot, int[]> kept, IReadOnlyDictionary<Value, Value> copies)
    {
        foreach (var (slot, indices) in kept)
        {
            if (slot.Reader is not null || copies[slot.Value] is not { Shape: { } shape } copy) continue;
            if (shape.Rank <= slot.Axis || (shape[slot.Axis].IsNumber && shape[slot.Axis] != indices.Length))
                throw new InvalidOperationException($"After the removal '{copy.Name}' has the shape {shape}, but axis {slot.Axis} should have {indices.Length} indices.");
        }
    }
}
