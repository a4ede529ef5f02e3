using System.Text;
using Frugal.Analysis;
using Frugal.Graphs;
using Frugal.Runtime;
using Frugal.Runtime.OnnxRuntime;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Analysis;

public sealed class LayerComparisonTests
{
    [Fact]
    public void Fused_folded_and_renamed_nodes_of_ONNX_Runtime_are_summed_where_they_belong()
    {
        Network network = Network();
        StepTime[] steps =
        [
            new("Conv + Relu", "conv1", "convolution", 2) { Nodes = ["conv1", "relu1"], Outputs = ["bn1.out", "relu1.out"] },
            new("MaxPool", "pool1", "pooling", 1) { Nodes = ["pool1"], Outputs = ["pool1.out"] },
        ];
        OnnxRuntimeNodeTime[] nodes =
        [
            new("ReorderInput", "ReorderInput", 0.25), new("relu1.out_nchwc", "Conv", 3), new("bn1", "BatchNormalization", 0.5), new("pool1", "MaxPool", 4),
        ];
        IReadOnlyList<LayerComparison> rows = LayerComparison.Of(network, steps, nodes);
        Assert.Equal(3, rows.Count);
        Assert.Equal((2, 3.5, "Conv + BatchNormalization"), (rows[0].Milliseconds, rows[0].OnnxRuntimeMilliseconds, rows[0].OnnxRuntimeOperators));
        Assert.Equal((1, 4), (rows[1].Milliseconds, rows[1].OnnxRuntimeMilliseconds));
        Assert.Equal("ReorderInput", rows[2].OnnxRuntimeOperators);
        Assert.Equal(nodes.Sum(n => n.Milliseconds), rows.Sum(r => r.OnnxRuntimeMilliseconds));
    }

    [Fact]
    public void A_profile_file_is_read_by_node_with_the_fastest_run()
    {
        const string json = """
            [{"cat":"Session","name":"session_initialization","dur":900,"args":{}},
             {"cat":"Node","name":"conv1_fence_before","dur":1,"args":{"op_name":"Conv"}},
             {"cat":"Node","name":"conv1_kernel_time","dur":70,"args":{"op_name":"Conv"}},
             {"cat":"Node","name":"pool1_kernel_time","dur":9,"args":{"op_name":"MaxPool"}},
             {"cat":"Node","name":"conv1_kernel_time","dur":50,"args":{"op_name":"Conv"}}]
            """;
        IReadOnlyList<OnnxRuntimeNodeTime> times = OnnxRuntimeProfile.Read(Encoding.UTF8.GetBytes(json));
        Assert.Equal([new("conv1", "Conv", 0.05), new("pool1", "MaxPool", 0.009)], times);
    }

    [Fact]
    public void ONNX_Runtime_profiles_every_node_that_it_kept()
    {
        Runtime.OnnxRuntime.OnnxRuntimeNeeded.OrSkip();
        IReadOnlyList<OnnxRuntimeNodeTime> times = OnnxRuntimeProfile.Measure(Network(), [DenseTensor.Zeros(ElementType.Float32, new Shape(1, 16, 8, 8))], 1, 3);
        Assert.Contains(times, t => t.Operator is "Conv" or "FusedConv");
        Assert.Contains(times, t => t.Operator == "MaxPool");
    }

    private static Network Network()
    {
        var network = new Network();
        var builder = new GraphBuilder(network.Graph);
        Value x = builder.Input("x", ElementType.Float32, 1, 16, 8, 8);
        x = Named("Conv", "conv1", x, Filled(0.1f, 16, 16, 3, 3));
        x = Named("BatchNormalization", "bn1", x, Filled(1, 16), Filled(0, 16), Filled(0, 16), Filled(1, 16));
        x = Named("Relu", "relu1", x);
        Value pooled = builder.Node(OperatorId.Onnx("MaxPool"), [x], 1, NodeAttributes.Of(("kernel_shape", new[] { 2, 2 })), "pool1").Output;
        network.Graph.Rename(pooled, "pool1.out");
        builder.Output(pooled);
        return network;

        Value Named(string op, string name, params Value?[] inputs)
        {
            Value output = builder.Node(OperatorId.Onnx(op), inputs, 1, null, name).Output;
            network.Graph.Rename(output, $"{name}.out");
            return output;
        }

        Value Filled(float value, params int[] extents)
        {
            DenseTensor tensor = DenseTensor.Zeros(ElementType.Float32, new Shape(extents));
            tensor.Span<float>().Fill(value);
            return builder.Constant(tensor);
        }
    }
}
