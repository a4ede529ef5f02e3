using Frugal.Data;
using Frugal.Evaluation;
using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Runtime;
using Frugal.Tensors;
using Frugal.Tests.Solution;
using Xunit;

namespace Frugal.Tests.Evaluation;

public sealed class ScalingCheckTests
{
    private static readonly int[] Labels = [.. Enumerable.Range(0, 2000).Select(i => i % 10)];

    /// <summary>Answers of which a given number, spread over the samples by a seed, is wrong.</summary>
    private static ScalingScore Score(int wrong, double crossEntropy, ulong seed = 1)
    {
        int[] order = [.. Enumerable.Range(0, Labels.Length)];
        new RandomStream(seed).Shuffle<int>(order);
        bool[] right = [.. Enumerable.Repeat(true, Labels.Length)];
        foreach (int i in order.AsSpan(0, wrong)) right[i] = false;
        return new ScalingScore(right, crossEntropy);
    }

    private static ScalingAdvice Check(InputSpecification given, Func<InputSpecification, ScalingScore> score) => ScalingCheck.Run(given, 1, Labels, score);

    [Fact]
    public void A_network_that_is_as_good_under_a_neighbouring_scaling_is_left_alone()
    {
        ScalingAdvice advice = Check(InputSpecification.Default, input => input.Scale < 0.01 && input.Mean.Count == 0 ? Score(input.Scale == 1 / 256.0 ? 19 : 20, 0.05) : Score(500, 2));
        Assert.False(advice.IsSuspicious);
        Assert.Equal("", advice.Text);
        Assert.Equal(["pixel / 256", "pixel / 127.5 − 1", "raw pixels 0..255", "MNIST mean and deviation"], advice.Tried.Select(t => t.Scaling.Name));
    }

    [Fact]
    public void Raw_pixels_are_noticed_by_the_accuracy_that_another_scaling_gives()
    {
        ScalingAdvice advice = Check(InputSpecification.Raw, input => input.Scale < 0.01 && input.Mean.Count == 0 ? Score(40, 0.1) : Score(120, 0.11));
        Assert.True(advice.IsSuspicious);
        Assert.Equal("pixel / 255", advice.Better!.Name);
        Assert.Contains("--scale 1/255", advice.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Raw_pixels_are_noticed_by_the_cross_entropy_where_the_accuracy_hardly_differs()
    {
        ScalingAdvice advice = Check(InputSpecification.Raw, input => input.Scale < 0.01 && input.Mean.Count == 0 ? Score(40, 0.07) : Score(44, 12));
        Assert.True(advice.IsSuspicious);
        Assert.Contains("(cross-entropy 12)", advice.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_scale_is_noticed_though_it_makes_a_few_errors_less_by_chance()
    {
        ScalingAdvice advice = Check(InputSpecification.Raw, input => input.Scale < 0.01 && input.Mean.Count == 0 ? Score(46, 0.07) : Score(42, 12));
        Assert.True(advice.IsSuspicious);
        Assert.Equal("pixel / 255", advice.Better!.Name);
    }

    [Fact]
    public void A_sure_network_is_left_alone_though_larger_inputs_make_it_surer()
    {
        ScalingAdvice advice = Check(InputSpecification.Default, input => input.Scale > 0.5 ? Score(1, 0.001) : Score(1, 0.02));
        Assert.False(advice.IsSuspicious);
    }

    [Fact]
    public void Surer_but_clearly_less_accurate_is_not_better()
    {
        ScalingAdvice advice = Check(InputSpecification.Default, input => input.Scale > 0.5 ? Score(130, 0.3) : Score(80, 0.7));
        Assert.False(advice.IsSuspicious);
    }

    /// <summary>What networks make of the common scalings: those that they must accept in silence, and those that must be noticed.</summary>
    [Theory]
    [InlineData("samples/lenet-300-100.onnx", "1/255 1/256", "1 1/127.5")]
    [InlineData("samples/lenet-5.onnx", "1/255 1/256", "1 1/127.5")]
    [InlineData("models/lenet300100.onnx", "1/255 1/256", "1 1/127.5")]
    [InlineData("models/lenet5.onnx", "1/255 1/256", "1 1/127.5")]
    [InlineData("models/lenet300100_dns_sparse.onnx", "1/255 1/256", "1 1/127.5")]
    [InlineData("models/mlperf_resnet8_cifar10.onnx", "1", "1/255 1/127.5")]
    public void Real_networks_are_judged_by_the_scale_that_they_were_trained_with(string model, string accepted, string noticed)
    {
        bool isSample = model.StartsWith("samples/", StringComparison.Ordinal), isColour = model.Contains("cifar10", StringComparison.Ordinal);
        Network network = OnnxFile.Read(isSample ? Path.Combine(SolutionFiles.Root(), model) : TestData.PathOf(model));
        DataSet samples = isColour
            ? DataSets.Open(TestData.PathOf("cifar10")).Train!.Shuffled(1).Take(200)
            : DataSets.Open(Path.Combine(SolutionFiles.Root(), "samples/mnist")).Test[0].Data.Shuffled(1).Take(600);
        var runner = new SessionRunner(Session.Create(network));
        InputSpecification basis = InputSpecification.Default with { Output = isColour ? OutputMeaning.Probabilities : OutputMeaning.Logits };
        foreach (string scale in accepted.Split(' ')) Assert.Equal("", Judge(scale).Text);
        foreach (string scale in noticed.Split(' ')) Assert.True(Judge(scale).IsSuspicious, $"{scale} goes unnoticed");

        ScalingAdvice Judge(string scale) => ScalingCheck.Run(
            basis.WithFlags(scale: scale, mean: scale == "1/127.5" ? "1" : null), isColour ? 3 : 1, samples.Labels(), input =>
            {
                NetworkOutputs outputs = Evaluator.Run(runner, samples, input);
                var meter = new ClassificationMeter(outputs.Width, input.Output);
                meter.Add(outputs.Values, outputs.Labels);
                return new ScalingScore(meter.Result().Right, meter.Result().MeanCrossEntropy);
            });
    }

    [Fact]
    public void A_network_near_chance_under_every_scaling_is_noticed()
    {
        ScalingAdvice advice = Check(InputSpecification.Default, _ => Score(1790, 2.3));
        Assert.True(advice.IsSuspicious);
        Assert.Null(advice.Better);
        Assert.Contains("10.50 % of 2000 samples right", advice.Text, StringComparison.Ordinal);
        Assert.Contains("--layout", advice.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_channel_order_of_colour_images_is_tried_too()
    {
        ScalingAdvice advice = ScalingCheck.Run(InputSpecification.Default, 3, Labels, input => input.Color == ColorOrder.Bgr ? Score(100, 0.2) : Score(400, 0.9));
        Assert.Equal("BGR channel order", advice.Better!.Name);
        Assert.Contains("--scale 1/255 --color bgr", advice.Text, StringComparison.Ordinal);
    }
}
