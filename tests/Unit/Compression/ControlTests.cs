using Frugal.Compression;
using Frugal.Data;
using Frugal.Evaluation;
using Frugal.Tests.Training;
using Xunit;

namespace Frugal.Tests.Compression;

public sealed class ControlTests
{
    [Fact]
    public void The_result_stands_beside_a_control_that_was_trained_in_the_same_way()
    {
        CompressionResult result = SmallJob.Run(SmallJob.Recipe);
        CompressionResult alone = SmallJob.Run(new Recipe { MaxDropPoints = 100, Steps = [new SimplificationSettings(), new FineTuningSettings { Training = SmallJob.Recipe.Control!.Training }] });

        // The control is the network that fine-tuning alone gives.
        ControlReport control = result.Control!;
        Assert.Equal(alone.Validation! with { AgainstControl = null }, control.Validation);
        Assert.Equal(alone.Tests[0].ErrorsAfter, result.Tests[0].ControlErrors);
        Assert.Equal(6, control.Training.Epochs);
        Assert.Equal(6, control.ResultEpochs);
        // The three paired comparisons agree with each other.
        TestReport test = result.Tests[0];
        Assert.Equal(test.ErrorsAfter - test.ControlErrors, test.AgainstControl!.Counts.RightToWrong - test.AgainstControl.Counts.WrongToRight);
        Assert.Equal(result.Validation!.Errors, result.Validation.AgainstControl!.Errors);
        Assert.Equal(control.Validation.Errors, result.Validation.AgainstControl.BaselineErrors);
        Assert.Equal(Baseline.Control, result.Recipe.Baseline);
        Assert.Equal(1, result.TestReadings);
    }

    [Fact]
    public void What_retraining_alone_improves_does_not_pay_for_compression()
    {
        // Validation data that the original has never seen the like of: retraining with shifts makes many of its answers right.
        DataSplit shifted = SmallJob.Data with { Validation = SmallJob.Validation.Shifted(2, seed: 4) };
        Recipe recipe = SmallJob.Recipe with { MaxDropPoints = 0.5, Steps = [new MagnitudePruningSettings { StartDensity = 0.03, MaximumRounds = 1, Training = new() { Epochs = 6, Shift = 2, LearningRate = 0.05, BatchSize = 16 } }] };
        recipe = recipe with { Control = new ControlSettings { Training = new() { Epochs = 6, Shift = 2, LearningRate = 0.05, BatchSize = 16 } } };

        CompressionResult fromOriginal = SmallJob.Run(recipe with { Baseline = Baseline.Original }, data: shifted), fromControl = SmallJob.Run(recipe, data: shifted);

        CandidatePoint candidate = fromOriginal.Steps[0].Candidates[0];
        Assert.Equal(candidate.Judgement, fromControl.Steps[0].Candidates[0].Judgement);
        Assert.True(candidate.Accepted, $"{candidate.Judgement}");
        Assert.False(fromControl.Steps[0].Candidates[0].Accepted, $"{candidate.Judgement}");
        Assert.Equal(Baseline.Original, fromOriginal.Recipe.Baseline);
        Assert.NotNull(fromOriginal.Control);
    }

    [Fact]
    public void Without_labels_there_is_no_control()
    {
        DataSplit unlabelled = new(TrainingSamples.Quarters(320, seed: 11, labels: false), TrainingSamples.Quarters(200, seed: 12, labels: false), []);

        CompressionResult result = SmallJob.Run(SmallJob.Recipe with { Steps = [new WeightSharingSettings { LevelChoices = [15], Training = new() { Epochs = 1 } }] }, data: unlabelled);

        Assert.Null(result.Control);
        Assert.Null(result.Recipe.Control);
        Assert.Equal(Baseline.Original, result.Recipe.Baseline);
    }

    [Fact]
    public void Views_of_one_sample_count_as_one_observation()
    {
        bool[] before = [.. Enumerable.Range(0, 400).Select(i => i % 10 != 0)], after = [.. Enumerable.Range(0, 400).Select(i => i % 8 != 0)];
        var plain = new Judgement(400, 40, 40, 30, 0);

        PooledDifference one = PooledDifference.Of([before], [after]), copies = PooledDifference.Of([before, before, before], [after, after, after]);
        // Two views whose differences cancel leave neither a loss nor an error.
        PooledDifference opposite = PooledDifference.Of([before, after], [after, before]);

        Assert.Equal(plain.DropPoints, one.DropPoints, 1e-9);
        Assert.Equal(plain.StandardErrorPoints, one.StandardErrorPoints, 1e-9);
        Assert.Equal((one.DropPoints, one.StandardErrorPoints), (copies.DropPoints, copies.StandardErrorPoints), new Near());
        Assert.Equal((0, 0), (opposite.DropPoints, opposite.StandardErrorPoints), new Near());
    }

    private sealed class Near : IEqualityComparer<(double, double)>
    {
        public bool Equals((double, double) x, (double, double) y) => Math.Abs(x.Item1 - y.Item1) < 1e-9 && Math.Abs(x.Item2 - y.Item2) < 1e-9;

        public int GetHashCode((double, double) value) => 0;
    }

    [Theory]
    [InlineData(5000, 20, 20, 0.2, true)]    // no difference, standard error 0.13
    [InlineData(5000, 24, 20, 0.2, false)]   // 0.08 + 0.13
    [InlineData(5000, 24, 20, null, false)]
    [InlineData(5000, 23, 20, null, true)]   // 0.06 + 0.131
    [InlineData(500, 3, 2, 0.2, false)]      // 0.2 + 0.45: a given allowance is strict
    [InlineData(500, 3, 2, null, true)]      // by default one and a half standard errors
    [InlineData(500, 6, 2, null, false)]
    [InlineData(100, 0, 0, null, true)]
    public void The_default_allowance_leaves_small_samples_usable(int count, int rightToWrong, int wrongToRight, double? allowance, bool accepted)
    {
        var state = new RunState
        {
            Original = SmallJob.Network, Data = null, Input = InputSpecification.Raw, Recipe = new Recipe { MaxDropPoints = allowance }, Pool = new(1),
            Clock = new RunClock(null, TimeSpan.Zero), Journal = null, Report = _ => { }, Cancellation = TestContext.Current.CancellationToken,
        };
        var context = new MethodContext(state, new StepTime(state.Clock, 1), SmallJob.Network);
        var bad = new Judgement(count, 50, count / 4, 0, 1);

        Assert.Equal(accepted, context.Accepts(new Judgement(count, 50, rightToWrong, wrongToRight, 0.1)));
        // Where there is a control, it alone decides, and by default a little more may be lost: the control is better than the original.
        Assert.Equal(accepted || (allowance is null && count == 5000), context.Accepts(bad with { AgainstControl = new Judgement(count, 50, rightToWrong, wrongToRight, 0.1) }));
    }
}
