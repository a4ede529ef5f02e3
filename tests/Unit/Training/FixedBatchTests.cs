using Frugal.Data;
using Frugal.Evaluation;
using Frugal.Graphs;
using Frugal.Graphs.Passes;
using Frugal.Runtime;
using Frugal.Tensors;
using Frugal.Tests.Graphs;
using Frugal.Training;
using Xunit;
using static Frugal.Tests.Training.TrainingSamples;

namespace Frugal.Tests.Training;

public sealed class FixedBatchTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void A_network_for_a_fixed_number_of_samples_is_evaluated_like_one_for_any_number(int samples)
    {
        DataSet data = Quarters(40);
        NetworkOutputs any = Evaluator.Run(new SessionRunner(Session.Create(Convolutional())), data, InputSpecification.Raw);
        var runner = new SessionRunner(Session.Create(Fixed(Convolutional(), samples)));
        Assert.Equal(samples, runner.FixedBatch);
        NetworkOutputs own = Evaluator.Run(runner, data, InputSpecification.Raw);
        Assert.Equal(any.Answers(), own.Answers());
        Assert.Equal(any.Labels, own.Labels);
        for (int i = 0; i < any.Values.Length; i++) Assert.Equal(any.Values[i], own.Values[i], 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void It_is_trained_like_one_for_any_number_and_keeps_its_shape(int samples)
    {
        var settings = new TrainerSettings { BatchSize = 12, Steps = 5, Optimizer = new Sgd { LearningRate = 0.05 } };
        Trainer any = Trainer(Convolutional(), Quarters(40), settings, validation: Quarters(20, seed: 2));
        Trainer own = Trainer(Fixed(Convolutional(), samples), Quarters(40), settings, validation: Quarters(20, seed: 2));
        Assert.Equal(any.Run(null, TestContext.Current.CancellationToken).History, own.Run(null, TestContext.Current.CancellationToken).History);
        Network trained = own.Snapshot();
        Assert.Equal(AllBytes(any.Snapshot()), AllBytes(trained));
        Assert.Equal(samples, trained.Graph.Inputs[0].Shape![0].Number);
    }

    [Fact]
    public void Targets_of_Reshape_that_repeat_the_number_are_freed()
    {
        Network network = Small(3, (builder, x) => builder.Call("Reshape", builder.Call("Reshape", x, builder.Integers(3, 2, 2)), builder.Integers(3, -1)));
        Network free = FreeBatch.Apply(network, out string? obstacle)!;
        Assert.Null(obstacle);
        free.Graph.Check();
        DenseTensor x = Networks.Sample(4, 6, 4);
        Assert.Equal(x.Span<float>().ToArray(), Session.Create(free).Run(x)[0].Span<float>().ToArray());
        Assert.Equal(new Shape(6, 4), Session.Create(free).Run(x)[0].Shape);
        Assert.Equal(3, network.Graph.Inputs[0].Shape![0].Number);
    }

    [Fact]
    public void What_mixes_samples_is_named()
    {
        Network network = Small(3, (builder, x) => builder.Call("Transpose", [x], ("perm", new long[] { 1, 0 })));
        Assert.Null(FreeBatch.Apply(network, out string? obstacle));
        Assert.NotNull(obstacle);
        Network constant = Small(3, (builder, x) => builder.Call("Add", x, builder.Constant(Networks.Sample(1, 3, 4))));
        Assert.Null(FreeBatch.Apply(constant, out obstacle));
        Assert.Contains("Add", obstacle, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_says_why_it_cannot_feed_batches()
    {
        Network network = Fixed(Linear(1, 2, 3, 4), 3);
        var builder = new GraphBuilder(network.Graph);
        Value shifted = builder.Call("Add", network.Graph.Outputs[0], builder.Constant(Networks.Sample(1, 3, 2)));
        network.Graph.SetOutput(0, shifted);
        ArrayDataSet data = ArrayDataSet.From(new float[20], new Shape(2), new int[10], 2);
        string message = Assert.Throws<TrainingException>(() => Trainer(network, data, new TrainerSettings { BatchSize = 4 })).Message;
        Assert.Contains("fixed number of samples", message, StringComparison.Ordinal);
        Assert.Contains("Add", message, StringComparison.Ordinal);
    }

    private static Network Fixed(Network network, int samples)
    {
        Network copy = network.Clone();
        copy.Graph.Inputs[0].Shape = copy.Graph.Inputs[0].Shape!.With(0, samples);
        ShapeInference.RunAfresh(copy.Graph);
        return copy;
    }

    private static Network Small(int samples, Func<GraphBuilder, Value, Value> layers)
    {
        var network = new Network();
        var builder = new GraphBuilder(network.Graph);
        builder.Output(layers(builder, builder.Input("x", ElementType.Float32, samples, 4)));
        return network;
    }
}
