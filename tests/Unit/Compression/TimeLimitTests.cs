using Frugal.Compression;
using Frugal.Tests.Training;
using Xunit;

namespace Frugal.Tests.Compression;

public sealed class TimeLimitTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(1300)]
    [InlineData(2000)]
    public void A_cut_run_gives_a_valid_result_that_its_resolved_recipe_repeats(int milliseconds)
    {
        Recipe recipe = SmallJob.Recipe with { Control = new ControlSettings(), Steps = [new MagnitudePruningSettings(), new WeightSharingSettings()] };

        CompressionResult cut = SmallJob.Run(recipe, SmallJob.Options() with { TimeLimit = TimeSpan.FromMilliseconds(milliseconds) });
        CompressionResult again = SmallJob.Run(RecipeJson.Read(RecipeJson.Write(cut.Recipe)), SmallJob.Options(threads: 2));

        Assert.True(cut.Ratio > 1);
        Assert.Equal(cut.File, again.File);
        Assert.Equal(RecipeJson.Write(cut.Recipe), RecipeJson.Write(again.Recipe));
        Assert.Equal(cut.Tests[0].ErrorsAfter, again.Tests[0].ErrorsAfter);
        Assert.Equal(cut.Tests[0].ControlErrors, again.Tests[0].ControlErrors);
    }

    [Fact]
    public void A_training_that_time_ends_is_repeated_up_to_the_same_step()
    {
        RunState state = State();
        var context = new MethodContext(state, new StepTime(state.Clock, 1), SmallJob.Network);
        var budget = new TrainingBudget { Epochs = 2000, LearningRate = 0.05, BatchSize = 16 };

        TrainedNetwork cut = context.TrainWithinTime(SmallJob.Network, budget, "cut");
        Assert.InRange(cut.Budget.StoppedAfter ?? 0, 1, 39999);
        TrainedNetwork again = new MethodContext(State(), new StepTime(new RunClock(null, TimeSpan.Zero), 1), SmallJob.Network).TrainWithinTime(SmallJob.Network, cut.Budget, "again");

        Assert.Equal(cut.Budget, again.Budget);
        Assert.Equal(TrainingSamples.AllBytes(cut.Network), TrainingSamples.AllBytes(again.Network));
    }

    [Fact]
    public void A_training_that_diverges_begins_anew_at_a_lower_rate_that_its_budget_names()
    {
        var context = new MethodContext(State(), new StepTime(new RunClock(null, TimeSpan.Zero), 1), SmallJob.Network);
        var budget = new TrainingBudget { Epochs = 2, LearningRate = 0.1, BatchSize = 16 };
        bool poisoned = false;

        TrainedNetwork trained = context.TrainWithinTime(SmallJob.Network, budget, "diverges", afterStep: step =>
        {
            if (!poisoned && step.Step == 3) step.State<float>("fc1.weight").Fill(float.NaN);
            poisoned |= step.Step == 3;
        });
        TrainedNetwork gentle = context.TrainWithinTime(SmallJob.Network, budget with { LearningRate = 0.025 }, "gentle");

        Assert.Equal(0.025, trained.Budget.LearningRate);
        Assert.Equal(TrainingSamples.AllBytes(gentle.Network), TrainingSamples.AllBytes(trained.Network));
    }

    private static RunState State() => new()
    {
        Original = SmallJob.Network, Data = SmallJob.Data, Input = Frugal.Data.InputSpecification.Raw, Recipe = new Recipe(), Pool = new(1),
        Clock = new RunClock(TimeSpan.FromMilliseconds(300), TimeSpan.Zero), Journal = null, Report = _ => { }, Cancellation = TestContext.Current.CancellationToken,
    };
}
