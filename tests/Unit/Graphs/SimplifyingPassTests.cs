using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Graphs.Passes;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Graphs;

/// <summary>Constant folding and the removal of nodes that do nothing.</summary>
public sealed class SimplifyingPassTests
{
    [Fact]
    public void Nodes_of_constants_become_initializers_that_keep_their_names()
    {
        var (network, builder, x) = Start();
        Value transposed = builder.Call("Transpose", [builder.Constant(Networks.Sample(1, 3, 4), "w")], ("perm", new[] { 1, 0 }));
        network.Graph.Rename(transposed, "w.transposed");
        builder.Output(builder.Call("Concat", [x, transposed], ("axis", 0)));
        DenseTensor sample = Networks.Sample(2, 4, 3), before = Networks.Run(network, sample);
        Assert.Equal(1, FoldConstants.Run(network));
        network.Graph.Check();
        Assert.Equal(["Concat"], Networks.Operators(network));
        Assert.Equal(["w.transposed"], network.Graph.Initializers.Select(v => v.Name));
        Assert.Equal(before.ToDoubles(), Networks.Run(network, sample).ToDoubles());
    }

    [Fact]
    public void Shape_arithmetic_that_inference_knows_disappears()
    {
        var (network, builder, x) = Start();
        Value rows = builder.Call("Gather", [builder.Call("Shape", x), builder.Integers(0)], ("axis", 0));
        Value shape = builder.Call("Concat", [rows, builder.Integers(-1, 1)], ("axis", 0));
        builder.Output(builder.Call("Reshape", x, shape));
        Assert.Equal(3, FoldConstants.Run(network));
        Assert.Equal(["Reshape"], Networks.Operators(network));
        Assert.Equal([4L, -1, 1], network.Graph.Nodes[0].Inputs[1]!.Constant!.ToLongs());
    }

    [Fact]
    public void Constants_that_would_swell_stay_computed()
    {
        var (network, builder, x) = Start();
        Value expanded = builder.Call("Expand", builder.Constant(Networks.Sample(1, 1, 3), "row"), builder.Integers(30_000, 3));
        builder.Output(builder.Call("Concat", [x, expanded], ("axis", 0)));
        Assert.Equal(0, FoldConstants.Run(network));
        Assert.Equal(1, FoldConstants.Run(network, maximumGrowth: 1 << 20));
    }

    [Fact]
    public void Constants_that_others_read_stay_beside_what_is_made_of_them_up_to_the_growth_allowed()
    {
        var (network, builder, x) = Start();
        Value weight = builder.Constant(Networks.Sample(1, 3, 20), "w");
        builder.Output(builder.Call("MatMul", x, weight), builder.Call("MatMul", x, builder.Call("Relu", weight)));
        Assert.Equal(0, FoldConstants.Run(network, maximumGrowth: 239));
        Assert.Equal(1, FoldConstants.Run(network, maximumGrowth: 240));
    }

    [Fact]
    public void An_output_of_the_network_stays_computed()
    {
        var (network, builder, x) = Start();
        builder.Output(builder.Call("Relu", x), builder.Call("Relu", builder.Constant(Networks.Sample(1, 3), "c")));
        Assert.Equal(0, FoldConstants.Run(network));
    }

    [Fact]
    public void Identities_disappear_and_outputs_keep_their_names()
    {
        var (network, builder, x) = Start();
        Value y = builder.Call("Relu", builder.Call("Dropout", x));
        y = builder.Call("Transpose", [y], ("perm", new[] { 0, 1 }));
        y = builder.Call("Reshape", y, builder.Integers(4, 3));
        y = builder.Call("Pad", y, builder.Integers(0, 0, 0, 0));
        y = builder.Call("Concat", [y], ("axis", 0));
        network.Graph.Rename(y, "y");
        builder.Output(y);
        Assert.Equal(5, RemoveIdentities.Run(network));
        network.Graph.Check();
        Assert.Equal(["Relu"], Networks.Operators(network));
        Assert.Equal("y", network.Graph.Outputs[0].Name);
    }

    [Fact]
    public void A_node_between_an_input_and_an_output_stays()
    {
        var (network, builder, x) = Start();
        builder.Output(builder.Call("Dropout", x));
        Assert.Equal(0, RemoveIdentities.Run(network));
        network.Graph.Check();
    }

    [Fact]
    public void Nodes_that_do_something_stay()
    {
        var (network, builder, x) = Start();
        Value y = builder.Call("Transpose", [x], ("perm", new[] { 1, 0 }));
        y = builder.Call("Reshape", y, builder.Integers(1, 4, 3));
        y = builder.Call("Pad", y, builder.Integers(0, 0, 1, 0, 0, 0));
        y = builder.Call("MaxPool", [y], ("kernel_shape", new[] { 1 }), ("strides", new[] { 2 }));
        builder.Output(y);
        Assert.Equal(0, RemoveIdentities.Run(network));
    }

    // Outputs by ONNX Runtime; 240 by 320 pixels, shape chains, a normalisation behind each convolution.
    [Fact]
    public void A_published_detector_keeps_its_outputs_when_all_passes_run()
    {
        string folder = TestData.PathOf("networks/ultraface-rfb-320");
        Network network = OnnxFile.Read(Path.Combine(folder, "model.onnx"));
        int nodes = network.Graph.Nodes.Count;
        Assert.True(FoldConstants.Run(network) > 0);
        RemoveIdentities.Run(network);
        int normalizations = Networks.Operators(network).Count(n => n == "BatchNormalization");
        Assert.Equal(normalizations, FoldBatchNormalization.Run(network));
        network.Graph.RemoveUnused();
        network.Graph.Check();
        Assert.True(network.Graph.Nodes.Count < nodes - normalizations);
        DenseTensor[] outputs = ReferenceEvaluator.Run(network.Graph, [OnnxFile.ReadTensor(Path.Combine(folder, "test_data_set_0", "input_0.pb")).Tensor]);
        for (int i = 0; i < outputs.Length; i++)
        {
            DenseTensor expected = OnnxFile.ReadTensor(Path.Combine(folder, "test_data_set_0", $"output_{i}.pb")).Tensor;
            Assert.True(Networks.Distance(expected, outputs[i]) <= 2e-4, $"output {i} moved by {Networks.Distance(expected, outputs[i])}");
        }
    }

    private static (Network Network, GraphBuilder Builder, Value X) Start()
    {
        var network = new Network();
        var builder = new GraphBuilder(network.Graph);
        return (network, builder, builder.Input("x", ElementType.Float32, 4, 3));
    }
}
