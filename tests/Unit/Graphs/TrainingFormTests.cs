using Frugal.Graphs;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Graphs;

public sealed class TrainingFormTests
{
    private static readonly TrainingFormOptions Batch = new() { BatchNormalization = BatchNormalizationMode.Batch };

    [Fact]
    public void Frozen_training_form_computes_what_inference_computes()
    {
        Network network = Small();
        DenseTensor x = Networks.Sample(1, 3, 2, 6, 6);
        Network training = TrainingForm.Apply(network, new TrainingFormOptions());
        training.Graph.Check();
        Assert.Equal(["Conv", "BatchNormalization", "Relu", "MaxPoolWithIndices", "GlobalAveragePool"], Networks.Operators(training));
        Assert.Equal(Networks.Run(network, x).ToDoubles(), Networks.Run(training, x).ToDoubles());
    }

    [Fact]
    public void The_network_given_is_not_changed()
    {
        Network network = Small();
        string before = Describe(network);
        TrainingForm.Apply(network, Batch);
        Assert.Equal(before, Describe(network));
        network.Graph.Check();
    }

    [Fact]
    public void Batch_statistics_become_state_with_the_names_of_the_initializers()
    {
        Network training = TrainingForm.Apply(Small(), Batch);
        training.Graph.Check();
        Assert.Equal(["bn.mean", "bn.variance"], training.Graph.States.Select(s => s.Current.Name));
        Assert.All(training.Graph.States, s => Assert.NotNull(s.Next));
        Assert.Null(training.Graph.Find("bn.mean/initial"));

        DenseTensor x = Networks.Sample(2, 4, 2, 6, 6);
        var values = new Dictionary<Value, DenseTensor> { [training.Graph.Inputs[0]] = x };
        ReferenceEvaluator.Run(training.Graph, values);
        Node conv = training.Graph.Nodes[0];
        float[] y = values[conv.Output].Span<float>().ToArray();
        StateVariable mean = training.Graph.States[0], variance = training.Graph.States[1];
        for (int c = 0; c < 3; c++)
        {
            double[] channel = [.. y.Where((_, i) => i / 36 % 3 == c).Select(v => (double)v)];
            double m = channel.Average(), v = channel.Sum(e => (e - m) * (e - m)) / (channel.Length - 1);
            Assert.Equal(0.9 * mean.Initial.Span<float>()[c] + 0.1 * m, values[mean.Next!].Span<float>()[c], 1e-6);
            Assert.Equal(0.9 * variance.Initial.Span<float>()[c] + 0.1 * v, values[variance.Next!].Span<float>()[c], 1e-6);
        }
    }

    [Fact]
    public void Inference_form_undoes_training_form()
    {
        Network network = Small();
        foreach (TrainingFormOptions options in (TrainingFormOptions[])[new(), Batch])
        {
            Network back = InferenceForm.Apply(TrainingForm.Apply(network, options));
            back.Graph.Check();
            Assert.Equal(Describe(network), Describe(back));
        }
    }

    [Fact]
    public void Inference_form_takes_over_the_statistics_that_training_left()
    {
        Network training = TrainingForm.Apply(Small(), Batch);
        var states = new Dictionary<string, DenseTensor> { ["bn.mean"] = DenseTensor.Vector(7f, 8f, 9f) };
        Network back = InferenceForm.Apply(training, states);
        Assert.Equal([7f, 8f, 9f], back.Graph.Find("bn.mean")!.Constant!.Span<float>().ToArray());
        Assert.Equal(training.Graph.States[1].Initial.ToDoubles(), back.Graph.Find("bn.variance")!.Constant!.ToDoubles());
    }

    [Fact]
    public void Inference_form_drops_loss_and_gradient()
    {
        Network network = Small();
        Network training = TrainingForm.Apply(network, Batch);
        Graph graph = training.Graph;
        Value loss = new GraphBuilder(graph).Call("ReduceSum", [graph.Outputs[0]], ("keepdims", 0));
        Value scale = graph.Find("bn.scale")!;
        Assert.NotNull(Gradients.Append(training, loss, [graph.Find("w")!, scale]).Of[scale]);
        Network back = InferenceForm.Apply(training);
        back.Graph.Check();
        Assert.Equal(Describe(network), Describe(back));
    }

    [Fact]
    public void The_gradient_of_a_training_form_reads_the_saved_positions()
    {
        Network training = TrainingForm.Apply(Small(), new TrainingFormOptions());
        Value loss = new GraphBuilder(training.Graph).Call("ReduceSum", [training.Graph.Outputs[0]], ("keepdims", 0));
        Gradients.Append(training, loss, [training.Graph.Find("w")!]);
        Assert.Single(Networks.Operators(training), "MaxPoolWithIndices");
        Node gradient = training.Graph.Nodes.Single(n => n.Operator.Id.Name == "ConvGradient");
        Assert.Null(gradient.Outputs[0]);
        Assert.NotNull(gradient.Outputs[1]);
    }

    [Fact]
    public void Dropout_trains_with_its_ratio_and_comes_back()
    {
        var network = new Network();
        var builder = new GraphBuilder(network.Graph);
        Value x = builder.Input("x", ElementType.Float32, Dimension.Named("N"), 200);
        Value ratio = network.Graph.AddInitializer("ratio", DenseTensor.Scalar(0.25f));
        builder.Output(builder.Call("Relu", builder.Node(OperatorId.Onnx("Dropout"), [x, ratio], 1, name: "drop").Output));
        Network training = TrainingForm.Apply(network, new TrainingFormOptions { Seed = 3 });
        DenseTensor ones = Networks.Sample(1, 1f, 1f, 10, 200);
        float[] first = Networks.Run(training, ones, step: 1).Span<float>().ToArray(), second = Networks.Run(training, ones, step: 2).Span<float>().ToArray();
        Assert.NotEqual(first, second);
        Assert.InRange(first.Count(v => v == 0), 430, 570);
        Network back = InferenceForm.Apply(training);
        Assert.Equal(["Dropout", "Relu"], Networks.Operators(back));
        Assert.Equal(0.25f, back.Graph.Nodes[0].Inputs[1]!.Constant!.Span<float>()[0]);
        Assert.Equal(ones.ToDoubles(), Networks.Run(back, ones).ToDoubles());
    }

    [Fact]
    public void A_softmax_gives_way_to_its_logits_and_comes_back()
    {
        Network network = EndingInSoftmax();
        Assert.Equal("logits", TrainingForm.LogitsOf(network.Graph.Outputs[0]).Name);
        Network training = TrainingForm.Apply(network, new TrainingFormOptions { LogitsOf = ["prob"] });
        Assert.Equal(["logits"], training.Graph.Outputs.Select(o => o.Name));
        Assert.DoesNotContain("Softmax", Networks.Operators(training));
        Network back = InferenceForm.Apply(training);
        Assert.Equal(Describe(network), Describe(back));
        Assert.Empty(back.Metadata);
    }

    [Fact]
    public void Logits_of_an_output_without_softmax_are_refused()
    {
        var exception = Assert.Throws<InvalidModelException>(() => TrainingForm.Apply(Small(), new TrainingFormOptions { LogitsOf = ["y"] }));
        Assert.Contains("'y'", exception.Message, StringComparison.Ordinal);
        exception = Assert.Throws<InvalidModelException>(() => TrainingForm.Apply(Small(), new TrainingFormOptions { LogitsOf = ["z"] }));
        Assert.Contains("it has y", exception.Message, StringComparison.Ordinal);
    }

    private static Network Small()
    {
        var network = new Network();
        Graph graph = network.Graph;
        var builder = new GraphBuilder(graph);
        Value x = builder.Input("x", ElementType.Float32, Dimension.Named("N"), 2, 6, 6);
        x = builder.Call("Conv", [x, graph.AddInitializer("w", Networks.Sample(5, 3, 2, 3, 3))], ("pads", new[] { 1, 1, 1, 1 }));
        x = builder.Call("BatchNormalization",
            x, graph.AddInitializer("bn.scale", Networks.Sample(6, 3)), graph.AddInitializer("bn.bias", Networks.Sample(7, 3)),
            graph.AddInitializer("bn.mean", Networks.Sample(8, 3)), graph.AddInitializer("bn.variance", Networks.Sample(9, 0.5f, 2, 3)));
        x = builder.Call("MaxPool", [builder.Call("Relu", x)], ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 }));
        x = builder.Call("GlobalAveragePool", x);
        graph.Rename(x, "y");
        builder.Output(x);
        return network;
    }

    private static Network EndingInSoftmax()
    {
        var network = new Network();
        var builder = new GraphBuilder(network.Graph);
        Value x = builder.Call("Relu", builder.Input("x", ElementType.Float32, Dimension.Named("N"), 4));
        network.Graph.Rename(x, "logits");
        Value y = builder.Call("Softmax", [x], ("axis", 1));
        network.Graph.Rename(y, "prob");
        builder.Output(y);
        return network;
    }

    private static string Describe(Network network) => string.Join('\n', network.Graph.Nodes.Select(
        n => $"{string.Join(',', n.Outputs.Select(o => o?.ToString()))} = {n.Operator.Id}({string.Join(',', n.Inputs.Select(i => i?.Name))}) "
            + string.Join(',', n.Attributes.Where(a => a.Key is not ("epsilon" or "momentum")).Select(a => $"{a.Key}={(a.Value is long[] list ? string.Join(' ', list) : a.Value)}")))
        .Append(string.Join(',', network.Graph.Initializers.Select(v => $"{v.Name}:{string.Join(' ', v.Constant!.ToDoubles())}").Order(StringComparer.Ordinal)))
        .Append(string.Join(',', network.Graph.Outputs.Select(o => o.Name))));
}
