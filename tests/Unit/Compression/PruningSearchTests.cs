using Frugal.Compression;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Compression;

public sealed class PruningSearchTests
{
    private static MagnitudePruningSettings Settings { get; } = (MagnitudePruningSettings)SmallJob.Recipe.Steps[1];

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.02)]
    public void A_training_of_a_few_steps_still_reaches_its_density(double density)
    {
        Recipe recipe = new() { MaxDropPoints = 100, Steps = [Settings with { StartDensity = density, MaximumRounds = 1, Training = new() { Epochs = 0.3, BatchSize = 16, LearningRate = 0.01 } }] };

        CompressionResult result = SmallJob.Run(recipe);

        long weights = result.Layers.Where(l => l.Count >= Settings.SmallestLayer).Sum(l => l.Count), kept = result.Layers.Where(l => l.Count >= Settings.SmallestLayer).Sum(l => l.NonZero);
        Assert.InRange((double)kept / weights, 0.8 * density, 1.25 * density);
    }

    [Fact]
    public void The_search_goes_down_while_it_is_good_enough_and_up_while_it_is_not()
    {
        double[] down = Tried(new() { MaxDropPoints = 100, Steps = [Settings with { StartDensity = 0.2, Factor = 0.5 }] });
        double[] up = Tried(new() { MaxDropPoints = -100, Steps = [Settings with { StartDensity = 0.1 }] });

        Assert.Equal([20, 10, 5], down);
        Assert.Equal([10, 20, 40], up);
    }

    [Fact]
    public void From_the_dense_network_each_candidate_has_one_round_and_iteratively_one_more_each_time()
    {
        Recipe recipe = new() { MaxDropPoints = 100, Steps = [Settings with { MaximumRounds = 2 }] };
        var fromDense = (MagnitudePruningSettings)SmallJob.Run(recipe).Recipe.Steps[0];
        var iterative = (MagnitudePruningSettings)SmallJob.Run(recipe with { Steps = [Settings with { MaximumRounds = 2, FromDense = false }] }).Recipe.Steps[0];

        Assert.Single(fromDense.Rounds!);
        Assert.Equal(2, iterative.Rounds!.Count);
        Assert.Equal(fromDense.Rounds![0], iterative.Rounds[1]);
    }

    private static double[] Tried(Recipe recipe) =>
        [.. SmallJob.Run(recipe).Steps[0].Candidates.Select(c => double.Parse(c.Label.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture))];
}
