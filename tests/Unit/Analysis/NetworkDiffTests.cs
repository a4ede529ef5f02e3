using Frugal.Analysis;
using Frugal.Graphs;
using Frugal.Graphs.Architectures;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Analysis;

public sealed class NetworkDiffTests
{
    private static readonly Shape Input = new(1, 1, 28, 28);

    [Fact]
    public void A_network_does_not_differ_from_itself()
    {
        NetworkAnalysis a = Analyse(Build(1));
        NetworkDiff diff = NetworkDiff.Of(a, Analyse(Build(1))).WithOutputs([Sample()]);
        Assert.Empty(diff.Nodes);
        Assert.Empty(diff.Weights);
        Assert.Equal(a.Layers.Count, diff.SameNodes);
        Assert.Equal(a.Network.Graph.Initializers.Count(), diff.SameWeights);
        Assert.Equal(0, Assert.Single(diff.Outputs).LargestDifference);
    }

    [Fact]
    public void Changed_weights_are_told_with_how_many_and_how_much()
    {
        Network second = Build(1);
        Value weight = second.Graph.Find("fc3.weight")!;
        DenseTensor changed = weight.Constant!.Copy();
        changed.Span<float>()[3] += 1;
        changed.Span<float>()[5] = 0;
        second.Graph.SetConstant(weight, changed);
        NetworkDiff diff = NetworkDiff.Of(Analyse(Build(1)), Analyse(second)).WithOutputs([Sample()]);
        WeightChange change = Assert.Single(diff.Weights);
        Assert.Equal("fc3.weight", change.Name);
        Assert.Equal(2, change.Changed);
        Assert.Equal(1, change.CountsBefore.NonZero - change.CountsAfter.NonZero);
        float[] before = Build(1).Graph.Find("fc3.weight")!.Constant!.Span<float>().ToArray();
        double expected = Math.Sqrt((1 + before[5] * before[5]) / before.Sum(x => (double)x * x));
        Assert.Equal(expected, change.RelativeError!.Value, 5);
        Assert.True(diff.Outputs[0].LargestDifference > 0);
    }

    [Fact]
    public void Added_removed_and_changed_nodes_are_told()
    {
        Network second = Build(1);
        Node relu = second.Graph.Nodes.First(n => n.Name == "relu2");
        var builder = new GraphBuilder(second.Graph);
        Value output = second.Graph.Outputs[0];
        second.Graph.SetOutput(0, builder.Node(OperatorId.Onnx("Softmax"), [output], 1, NodeAttributes.Of(("axis", 1)), "softmax").Output);
        second.Graph.ReplaceUses(relu.Output, relu.Inputs[0]!);
        second.Graph.RemoveNode(relu);
        NetworkDiff diff = NetworkDiff.Of(Analyse(Build(1)), Analyse(second));
        Assert.Equal(["relu2", "softmax"], diff.Nodes.Select(n => n.Name).Order());
        Assert.Null(diff.Nodes.Single(n => n.Name == "relu2").After);
        Assert.Null(diff.Nodes.Single(n => n.Name == "softmax").Before);
    }

    [Fact]
    public void A_wider_input_changes_shapes_and_cost()
    {
        NetworkDiff diff = NetworkDiff.Of(Analyse(Build(1)), NetworkAnalysis.Of(Build(1), [new Shape(2, 1, 28, 28)]));
        Assert.All(diff.Nodes, n => Assert.Contains("output", Assert.Single(n.Differences)));
        Assert.Equal(2 * diff.First.Cost!.Value.MultiplyAccumulates, diff.Second.Cost!.Value.MultiplyAccumulates);
    }

    private static Network Build(ulong seed) => Architecture.Find("lenet-300-100").Build(new ArchitectureSettings { Seed = seed });

    private static NetworkAnalysis Analyse(Network network) => NetworkAnalysis.Of(network, [Input]);

    private static DenseTensor Sample()
    {
        DenseTensor sample = DenseTensor.Zeros(ElementType.Float32, Input);
        new RandomStream(3).FillUniform(sample.Span<float>());
        return sample;
    }
}
