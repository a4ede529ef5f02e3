using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Graphs;

public sealed class StructureOfRandomNetworksTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Removal_equals_zeroed_consumers_whatever_the_graph(int seed)
    {
        var random = new RandomStream((ulong)seed);
        Network network = Random(ref random);
        network.Graph.Check();
        foreach (GroupPolicy policy in Enum.GetValues<GroupPolicy>())
        {
            var settings = new ChannelGroupSettings { Convolutions = policy, Splits = policy };
            ChannelGroups groups = ChannelGroups.Find(network, settings);
            var removed = new List<ChannelClass>();
            foreach (ChannelClass candidate in groups.Groups.SelectMany(g => g.Classes))
                if (random.NextInt32(3) == 0 && groups.CanRemove([.. removed, candidate])) removed.Add(candidate);
            if (removed.Count == 0) continue;
            Network pruned = RemovalCheck.AssertEquivalent(groups, removed, tolerance: 1e-9);
            Assert.Equal(pruned.ParameterCount, OnnxFile.Read(OnnxFile.ToBytes(pruned)).ParameterCount);
        }
    }

    // A chain of random steps; each may join what earlier ones computed. All have 12 or 24 channels and 4×4 positions.
    private static Network Random(ref RandomStream random)
    {
        var net = new StructureNetwork(random.NextUInt32());
        var made = new List<Value> { net.Conv(net.Input(0, 3, 4, 4), "first", 12) };
        int steps = 4 + random.NextInt32(6);
        for (int i = 0; i < steps; i++)
        {
            Value x = made[^1], other = made[random.NextInt32(made.Count)];
            made.Add(Step(net, x, other, $"step{i}", random.NextInt32(12)));
        }
        Value last = made[^1];
        return random.NextInt32(2) == 0 ? net.EndPooled(last) : net.End(net.Dense(net.Build.Call("Flatten", last), "end", 3));
    }

    private static Value Step(StructureNetwork net, Value x, Value other, string name, int kind)
    {
        GraphBuilder build = net.Build;
        int channels = (int)x.Shape![1].Number;
        bool alike = x.Shape!.Equals(other.Shape);
        return kind switch
        {
            0 => net.Conv(x, name, 12, taps: 1),
            1 => net.Conv(x, name, 24, groups: 4),
            2 => net.Conv(x, name, channels, groups: channels),
            3 => net.Swish(net.Normalize(x, name)),
            4 or 5 when alike => build.Call("Add", x, other),
            6 when alike => build.Call("Mul", x, build.Call("Sigmoid", build.Call("GlobalAveragePool", other))),
            7 => net.Conv(build.Call("Concat", [x, other], ("axis", 1)), name, 12, taps: 1),
            8 => Shuffled(build, x, channels),
            9 => Swapped(build, x),
            10 when channels == 12 => build.Call("Pad", x, build.Integers(0, 5, 0, 0, 0, 7, 0, 0)),
            11 when channels == 24 => build.Call("Slice", x, build.Integers(5), build.Integers(17), build.Integers(1)),
            _ => build.Call("Transpose", [build.Call("Relu", [build.Call("Transpose", [x], ("perm", new long[] { 0, 2, 3, 1 }))])], ("perm", new long[] { 0, 3, 1, 2 })),
        };
    }

    private static Value Shuffled(GraphBuilder build, Value x, int channels)
    {
        Value split = build.Call("Reshape", x, build.Integers(0, 4, channels / 4, 4, 4));
        return build.Call("Reshape", build.Call("Transpose", [split], ("perm", new long[] { 0, 2, 1, 3, 4 })), build.Integers(0, -1, 4, 4));
    }

    private static Value Swapped(GraphBuilder build, Value x)
    {
        Node halves = build.Node(OperatorId.Onnx("Split"), [x], 2, NodeAttributes.Of(("axis", 1), ("num_outputs", 2)));
        return build.Call("Concat", [halves.Outputs[1], build.Call("Tanh", halves.Outputs[0])], ("axis", 1));
    }
}
