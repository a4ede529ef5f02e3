using Frugal.Graphs;
using Frugal.Graphs.Operators;
using Frugal.Runtime;
using Frugal.Tensors;
using Frugal.Tests.Graphs;
using Xunit;

namespace Frugal.Tests.Training;

public sealed class PerSampleSquareTests
{
    private const int Samples = 11;

    [Fact]
    public void Squares_of_convolutions_normalisation_and_dense_layers_equal_a_loop_over_samples() => Check((builder, x) =>
    {
        x = builder.Call("Conv", [x, Leaf(builder, "conv1/w", 1, 4, 2, 3, 3), Leaf(builder, "conv1/b", 2, 4)], ("pads", new long[] { 1, 1, 1, 1 }));
        x = builder.Call("BatchNormalization", x, Leaf(builder, "norm/scale", 3, 4), Leaf(builder, "norm/bias", 4, 4), Leaf(builder, "mean", 5, 4), Positive(builder, "variance", 6, 4));
        x = builder.Call("Relu", x);
        x = builder.Call("Conv", [x, Leaf(builder, "depthwise/w", 7, 4, 1, 3, 3)], ("group", 4L), ("strides", new long[] { 2, 2 }));
        x = builder.Call("InstanceNormalization", x, Leaf(builder, "instance/scale", 8, 4), Leaf(builder, "instance/bias", 9, 4));
        x = builder.Call("Conv", [x, Leaf(builder, "grouped/w", 10, 6, 2, 2, 2)], ("group", 2L), ("dilations", new long[] { 1, 2 }));
        x = builder.Call("Tanh", builder.Call("Flatten", x));
        x = builder.Call("Gemm", [x, Leaf(builder, "fc/w", 11, 5, 6 * 2 * 1), Leaf(builder, "fc/b", 12, 5)], ("transB", 1L), ("alpha", 0.5f), ("beta", 2f));
        x = builder.Call("LayerNormalization", x, Leaf(builder, "layer/scale", 13, 5), Leaf(builder, "layer/bias", 14, 5));
        return builder.Call("Add", builder.Call("MatMul", x, Leaf(builder, "out/w", 15, 5, 3)), Leaf(builder, "out/b", 16, 3));
    }, 2, 7, 7);

    [Fact]
    public void Squares_where_a_sample_is_a_matrix_equal_a_loop_over_samples() => Check((builder, x) =>
    {
        x = builder.Call("MatMul", x, Leaf(builder, "w", 1, 6, 5));
        x = builder.Call("Add", x, Leaf(builder, "b", 2, 5));
        x = builder.Call("LayerNormalization", x, Leaf(builder, "scale", 3, 5), Leaf(builder, "bias", 4, 5));
        x = builder.Call("Add", x, Leaf(builder, "place", 5, 1, 4, 5));
        return builder.Call("Gemm", builder.Call("Flatten", builder.Call("Tanh", x)), Leaf(builder, "out", 6, 20, 3));
    }, 4, 6);

    [Fact]
    public void What_has_no_rule_is_refused()
    {
        Network shared = Build((builder, x) =>
        {
            Value w = Leaf(builder, "w", 1, 4, 4);
            return builder.Call("MatMul", builder.Call("Tanh", builder.Call("MatMul", x, w)), w);
        }, [4], out Value loss);
        Assert.Contains("2 nodes", Assert.Throws<UnsupportedOperatorException>(() => PerSampleSquare.Append(shared, loss, [shared.Graph.Find("w")!])).Message);

        Network batch = TrainingForm.Apply(TrainingSamples.Convolutional(), new TrainingFormOptions { BatchNormalization = BatchNormalizationMode.Batch });
        Assert.Contains("freeze", Assert.Throws<UnsupportedOperatorException>(() => PerSampleSquare.Append(batch, batch.Graph.Outputs[0], [])).Message);

        Network product = Build((builder, x) => builder.Call("Mul", x, Leaf(builder, "w", 1, 3)), [3], out loss);
        Assert.Contains("no rule", Assert.Throws<UnsupportedOperatorException>(() => PerSampleSquare.Append(product, loss, [product.Graph.Find("w")!])).Message);
    }

    private static void Check(Func<GraphBuilder, Value, Value> layers, params int[] sample)
    {
        Network squares = Build(layers, sample, out Value loss);
        Value[] leaves = [.. squares.Graph.Initializers.Where(v => v.Name is not ("mean" or "variance") && v.Type == ElementType.Float32)];
        string[] names = [.. leaves.Select(v => v.Name)];
        GradientResult result = PerSampleSquare.Append(squares, loss, leaves, Samples);
        DenseTensor x = Networks.Sample(3, [Samples, .. sample]), labels = DenseTensor.Vector([.. Enumerable.Range(0, Samples).Select(i => i % 3)]);
        DenseTensor[] computed = Run(squares, [.. leaves.Select(v => result.Of[v]!)], x, labels);

        Network single = Build(layers, sample, out loss);
        leaves = [.. names.Select(n => single.Graph.Find(n)!)];
        GradientResult gradients = Gradients.Append(single, loss, leaves);
        Value[] wanted = [.. leaves.Select(v => gradients.Of[v]!)];
        foreach (Value value in wanted) single.Graph.AddOutput(value);
        single.Graph.RemoveOutput(0);
        Session session = Session.Create(single);
        double[][] expected = [.. names.Select((_, i) => new double[computed[i].Count])];
        int length = (int)(x.Count / Samples);
        for (int s = 0; s < Samples; s++)
        {
            DenseTensor own = DenseTensor.Vector(x.Span<float>().Slice(s * length, length).ToArray()).Reshape(new Shape([1, .. sample]));
            DenseTensor[] parts = session.Run(own, DenseTensor.Vector([s % 3]));
            for (int i = 0; i < parts.Length; i++)
                for (int j = 0; j < expected[i].Length; j++) expected[i][j] += Math.Pow(parts[i].Span<float>()[j], 2);
        }

        for (int i = 0; i < names.Length; i++)
        {
            double scale = expected[i].Max();
            Assert.True(scale > 1e-8, $"{names[i]} has no gradient");
            for (int j = 0; j < expected[i].Length; j++)
                Assert.True(Math.Abs(computed[i].Span<float>()[j] - expected[i][j]) <= 1e-4 * (expected[i][j] + 1e-2 * scale), $"{names[i]}[{j}]: {computed[i].Span<float>()[j]}, not {expected[i][j]}");
        }
    }

    private static DenseTensor[] Run(Network network, Value[] outputs, DenseTensor x, DenseTensor labels)
    {
        network.Graph.RemoveOutput(0);
        foreach (Value value in outputs) network.Graph.AddOutput(value);
        return Session.Create(network).Run(x, labels);
    }

    // The mean cross-entropy of some layers.
    private static Network Build(Func<GraphBuilder, Value, Value> layers, int[] sample, out Value loss)
    {
        var network = new Network();
        var builder = new GraphBuilder(network.Graph);
        Value x = builder.Input("x", ElementType.Float32, [Dimension.Named("N"), .. sample.Select(d => (Dimension)d)]);
        Value labels = builder.Input("labels", ElementType.Int32, Dimension.Named("N"));
        loss = builder.SoftmaxCrossEntropy(layers(builder, x), labels);
        builder.Output(loss);
        return network;
    }

    private static Value Leaf(GraphBuilder builder, string name, ulong seed, params int[] shape) =>
        builder.Graph.AddInitializer(name, Networks.Sample(seed + 100, shape));

    private static Value Positive(GraphBuilder builder, string name, ulong seed, params int[] shape)
    {
        DenseTensor values = Networks.Sample(seed, shape);
        foreach (ref float value in values.Span<float>()) value = 0.5f + Math.Abs(value);
        return builder.Graph.AddInitializer(name, values);
    }
}
