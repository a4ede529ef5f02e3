using Frugal.Graphs;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Graphs;

/// <summary>
/// The equivalence that defines removal: the pruned network computes what the original does with the consumers' weights of the removed
/// channels set to zero.
/// </summary>
internal static class RemovalCheck
{
    /// <summary>Removes a seeded random share of the classes of all groups and compares; the pruned network.</summary>
    public static Network AssertEquivalent(Network network, ChannelGroupSettings? settings = null, double tolerance = 1e-10, ulong seed = 3, double share = 0.5)
    {
        ChannelGroups groups = ChannelGroups.Find(network, settings);
        var random = new RandomStream(seed);
        var removed = new List<ChannelClass>();
        foreach (ChannelGroup group in groups.Groups)
        {
            ChannelClass[] classes = [.. group.Classes];
            random.Shuffle<ChannelClass>(classes);
            removed.AddRange(classes.Take(Math.Max((int)(classes.Length * share), Math.Min(1, classes.Length - 1))));
        }
        Assert.NotEmpty(removed);
        return AssertEquivalent(groups, removed, tolerance);
    }

    /// <summary>Removes the given classes and compares; the pruned network.</summary>
    public static Network AssertEquivalent(ChannelGroups groups, IReadOnlyList<ChannelClass> removed, double tolerance = 1e-10)
    {
        long before = groups.Network.ParameterCount;
        Network pruned = ChannelRemoval.Apply(groups, removed), zeroed = WithZeroConsumers(groups.Network, removed);
        Assert.Equal(before, groups.Network.ParameterCount);
        Assert.True(pruned.ParameterCount < before);
        DenseTensor[] inputs = [.. groups.Network.Graph.Inputs.Select(Sample)];
        DenseTensor[] expected = ReferenceEvaluator.Run(zeroed.Graph, inputs), actual = ReferenceEvaluator.Run(pruned.Graph, inputs);
        for (int o = 0; o < expected.Length; o++)
        {
            double[] e = expected[o].ToDoubles(), a = actual[o].ToDoubles();
            Assert.Equal(expected[o].Shape, actual[o].Shape);
            double scale = e.Max(Math.Abs);
            Assert.True(scale > 0);
            for (int i = 0; i < e.Length; i++)
                Assert.True(Math.Abs(e[i] - a[i]) <= tolerance * scale, $"output {o}, element {i}: {a[i]:R} after removal, {e[i]:R} with zeroed consumers");
        }
        return pruned;
    }

    private static Network WithZeroConsumers(Network network, IReadOnlyList<ChannelClass> removed)
    {
        Network copy = network.Clone(out IReadOnlyDictionary<Value, Value> copies);
        foreach (ChannelOccurrence occurrence in removed.SelectMany(c => c.Weights).Where(o => o.IsConsumer))
        {
            Value value = copies[occurrence.Value];
            DenseTensor tensor = value.Constant!.Copy();
            int inner = (int)tensor.Shape.Product(occurrence.Axis + 1, tensor.Shape.Rank) * tensor.Type.BitsPerElement() / 8;
            int extent = tensor.Shape[occurrence.Axis], outer = (int)tensor.Shape.Product(0, occurrence.Axis);
            for (int row = 0; row < outer; row++)
                foreach (int index in occurrence.Indices) tensor.Bytes.Slice((row * extent + index) * inner, inner).Clear();
            copy.Graph.SetConstant(value, tensor);
        }
        return copy;
    }

    private static DenseTensor Sample(Value input)
    {
        var shape = new Shape([.. input.Shape!.Select(d => d.IsNumber ? (int)d.Number : 2)]);
        var random = new RandomStream(9);
        var values = new double[shape.Count];
        for (int i = 0; i < values.Length; i++) values[i] = random.NextGaussian();
        return TensorValues.FromDoubles(input.Type, shape, values);
    }
}
