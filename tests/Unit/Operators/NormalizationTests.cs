using Frugal.Graphs;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Operators;

/// <summary>Values computed by hand for x = 1, 2, 3, 6, scale 1, bias 0, ε = 1e-5 and momentum 0.9.</summary>
public sealed class NormalizationTests
{
    private const double Tolerance = 1e-7;

    private static readonly double[] Normalized = [-1.06904344, -0.53452172, 0, 1.60356516];

    private static DenseTensor X => SingleNode.Doubles([4, 1], 1, 2, 3, 6);

    [Fact]
    public void Batch_statistics_normalise_and_running_ones_take_the_unbiased_variance()
    {
        DenseTensor[] y = Train();
        AssertClose(Normalized, y[0]);
        AssertClose([3], y[1]);
        AssertClose([1 / Math.Sqrt(3.5 + 1e-5f)], y[2]);
        AssertClose([0.3], y[3]);
        AssertClose([1.36666667], y[4]);
    }

    [Fact]
    public void Onnx_training_mode_takes_the_population_variance()
    {
        DenseTensor[] y = SingleNode.Run(OperatorId.Onnx("BatchNormalization"), [X, One, Zero, Zero, One], 3, NodeAttributes.Of(("training_mode", 1)));
        AssertClose(Normalized, y[0]);
        AssertClose([0.3], y[1]);
        AssertClose([1.25], y[2]);
    }

    [Fact]
    public void The_gradient_through_batch_statistics_has_the_closed_form()
    {
        DenseTensor[] y = Train();
        DenseTensor[] gradients = SingleNode.Run(
            OperatorId.Frugal("BatchNormalizationGradient"), [SingleNode.Doubles([4, 1], 1, 0, 0, 0), X, One, y[1], y[2]], 3);
        AssertClose([0.24817124, -0.20999046, -0.13363043, 0.09544965], gradients[0]);
        AssertClose([-1.06904344], gradients[1]);
        AssertClose([1], gradients[2]);
    }

    [Fact]
    public void Running_statistics_normalise_in_inference()
    {
        DenseTensor y = SingleNode.Run(
            "BatchNormalization", [SingleNode.Doubles([1, 1], 2), One, Zero, SingleNode.Doubles([1], 0.3), SingleNode.Doubles([1], 1.0 + 0.11 / 0.3)]);
        AssertClose([1.45417285], y);
    }

    [Fact]
    public void One_element_a_channel_is_an_error_when_statistics_are_taken() => Assert.Throws<ArgumentException>(
        () => SingleNode.Run(OperatorId.Frugal("BatchNormalizationTraining"), [SingleNode.Doubles([1, 1], 2), One, Zero, Zero, One], 5));

    [Fact]
    public void Statistics_survive_a_mean_that_is_large_against_the_deviation()
    {
        DenseTensor x = SingleNode.Doubles([4, 1], 1e8 + 1, 1e8 + 2, 1e8 + 3, 1e8 + 6);
        DenseTensor y = SingleNode.Run(OperatorId.Frugal("BatchNormalizationTraining"), [x, One, Zero, Zero, One], 5)[0];
        AssertClose(Normalized, y);
    }

    [Fact]
    public void Layer_instance_and_group_normalisation_share_the_formula()
    {
        DenseTensor four = SingleNode.Doubles([4], 1, 1, 1, 1), zeros = SingleNode.Doubles([4], 0, 0, 0, 0);
        AssertClose(Normalized, SingleNode.Run("LayerNormalization", [SingleNode.Doubles([1, 4], 1, 2, 3, 6), four, zeros]));
        AssertClose(Normalized, SingleNode.Run("InstanceNormalization", [SingleNode.Doubles([1, 1, 4], 1, 2, 3, 6), One, Zero]));
        AssertClose(Normalized, SingleNode.Run("GroupNormalization", [SingleNode.Doubles([1, 4, 1], 1, 2, 3, 6), four, zeros], ("num_groups", 1)));
        DenseTensor halves = SingleNode.Run("GroupNormalization", [SingleNode.Doubles([1, 4], 1, 3, 10, 30), four, zeros], ("num_groups", 2), ("epsilon", 0f));
        AssertClose([-1, 1, -1, 1], halves);
    }

    // d = 2 + 0.5/3 · (sum of squares of the channel and its neighbours), y = x / d for β = 1.
    [Fact]
    public void Local_response_normalisation_divides_by_the_neighbourhood()
    {
        DenseTensor y = SingleNode.Run("LRN", [SingleNode.Doubles([1, 3, 1], 1, 2, 3)], ("size", 3), ("alpha", 0.5f), ("beta", 1f), ("bias", 2f));
        AssertClose([1 / (2 + 5 / 6.0), 2 / (2 + 14 / 6.0), 3 / (2 + 13 / 6.0)], y);
    }

    [Fact]
    public void Dropout_keeps_the_share_and_the_mean_and_depends_on_seed_stream_and_step_alone()
    {
        var ones = DenseTensor.Zeros(ElementType.Float64, new Shape(10_000));
        ones.Span<double>().Fill(1);
        double[] first = Drop(ones, 1, "a", 0), again = Drop(ones, 1, "a", 0);
        Assert.Equal(first, again);
        Assert.All([Drop(ones, 2, "a", 0), Drop(ones, 1, "b", 0), Drop(ones, 1, "a", 1)], other => Assert.NotEqual(first, other));
        Assert.All(first, v => Assert.True(v == 0 || Math.Abs(v - 1 / 0.7) < 1e-7));
        Assert.InRange(first.Average(), 0.97, 1.03);
    }

    private static DenseTensor One => SingleNode.Doubles([1], 1);

    private static DenseTensor Zero => SingleNode.Doubles([1], 0);

    private static DenseTensor[] Train() => SingleNode.Run(OperatorId.Frugal("BatchNormalizationTraining"), [X, One, Zero, Zero, One], 5);

    private static double[] Drop(DenseTensor x, long seed, string stream, long step) => SingleNode.Run(
        OperatorId.Frugal("DropoutTraining"), [x], 1, NodeAttributes.Of(("ratio", 0.3f), ("seed", seed), ("stream", stream)), step)[0].ToDoubles();

    private static void AssertClose(double[] expected, DenseTensor actual)
    {
        double[] values = actual.ToDoubles();
        Assert.Equal(expected.Length, values.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], values[i], Tolerance);
    }
}
