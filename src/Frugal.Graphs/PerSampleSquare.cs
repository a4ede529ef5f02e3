using Frugal.Tensors;

namespace Frugal.Graphs;

/// <summary>
/// Sums over the samples of a batch of the squares of each sample's own gradient, as nodes beside the ordinary gradient: the diagonal of the empirical Fisher information (Amari 1998,
/// "Natural Gradient Works Efficiently in Learning"; Martens 2014, "New Insights and Perspectives on the Natural Gradient Method"). An operator says its rule in
/// <see cref="Operator.SquareOverSamples"/>.
/// </summary>
public static class PerSampleSquare
{
    /// <summary>Appends, in place, the nodes that compute the squares.</summary>
    /// <param name="network">The network, samples first; nodes sorted, types inferred. Batch normalisation must be frozen: with batch statistics no sample has a gradient of its own.</param>
    /// <param name="loss">A value with one element that is a sum of what each sample contributes.</param>
    /// <param name="leaves">Initializers that one node each reads as weights, biases, scales.</param>
    /// <param name="lossScale">A factor of the loss: the number of samples, where the loss is their mean and the squares of the samples' own losses are wanted.</param>
    /// <returns>For each leaf the value with the sum of squares, of the leaf's shape; null where the loss does not depend on it.</returns>
    /// <exception cref="UnsupportedOperatorException">A leaf is read in a way without a rule, or samples see each other.</exception>
    public static GradientResult Append(Network network, Value loss, IReadOnlyList<Value> leaves, double lossScale = 1)
    {
        Graph graph = network.Graph;
        if (graph.Nodes.FirstOrDefault(n => n.Operator.Id == OperatorId.Frugal("BatchNormalizationTraining")) is { } coupled)
            throw new UnsupportedOperatorException($"{coupled.Describe()} takes statistics of the whole batch, so that no sample has a gradient of its own; freeze batch normalisation first.");
        var uses = leaves.Distinct().ToDictionary(v => v, v => UseOf(v, loss));
        var builder = new GraphBuilder(graph, "squares/");
        Value scaled = lossScale == 1 ? loss : builder.Call("Mul", loss, builder.Scalar(lossScale, loss.Type));
        Value[] results = [.. uses.Values.Where(u => u is not null).Select(u => u!.Value.Node.Output).Distinct()];
        GradientResult gradients = Gradients.Append(network, scaled, results);
        var squares = new Dictionary<Value, Value?>();
        foreach (var (leaf, use) in uses)
            squares[leaf] = use is { } u && gradients.Of[u.Node.Output] is { } gradient ? Square(graph, builder, leaf, u, gradient) : null;
        return new GradientResult(network, squares);
    }

    private static Use? UseOf(Value leaf, Value loss) => leaf.Uses.Where(u => u.Node.Outputs.Any(o => o is not null && (o.Uses.Any() || o == loss))).ToArray() switch
    {
        [] => null,
        [var use] => use,
        var several => throw new UnsupportedOperatorException(
            $"'{leaf.Name}' is read by {several.Length} nodes; the square of a sum of gradients is not known from their squares."),
    };

    private static Value Square(Graph graph, GraphBuilder builder, Value leaf, Use use, Value gradient)
    {
        var context = new GradientContext(use.Node, builder, [gradient], i => i == use.Index);
        bool samplesFirst = gradient.Shape is { Rank: > 0 } shape && graph.Inputs is [{ Shape: { Rank: > 0 } input }, ..] && shape[0] == input[0];
        return (samplesFirst ? use.Node.Operator.SquareOverSamples(context, use.Index) : null) ?? throw new UnsupportedOperatorException(
            $"{use.Node.Describe()} has no rule for the squares of each sample's gradient with respect to '{leaf.Name}'.");
    }
}
