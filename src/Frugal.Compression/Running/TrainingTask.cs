using System.Diagnostics;
using System.Globalization;
using Frugal.Data;
using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Training;

namespace Frugal.Compression;

/// <summary>One training within a run, ready to be started, timed or resumed.</summary>
internal sealed class TrainingTask
{
    // About 20 seconds on one core of 2021: what an interruption may lose.
    private const double CheckpointMultiplyAccumulates = 2e11;

    // A power of two: dividing by it is exact, so that a method that scales rates finds the same one from the resolved budget.
    private const double RateReduction = 4;
    private const int MostTries = 3;

    public required Network Network { get; init; }

    public required TrainingBudget Budget { get; init; }

    public required Network Teacher { get; init; }

    public required DataSplit Data { get; init; }

    public required InputSpecification Input { get; init; }

    public required ulong Seed { get; init; }

    public required WorkerPool Pool { get; init; }

    public required IReadOnlyDictionary<string, LeafPolicy> Leaves { get; init; }

    public required Action<StepContext>? AfterStep { get; init; }

    public required Schedule Schedule { get; init; }

    private DataSet Train => Data.Train!;

    private double TeacherShare => Train.HasLabels ? Budget.TeacherShare ?? 0 : 1;

    /// <summary>Differs between trainings that give different networks.</summary>
    public string Key(string activity) => NetworkHash.Of(Network, string.Create(CultureInfo.InvariantCulture,
        $"{activity}\n{Budget}\n{Seed}\n{Schedule}\n{string.Join('\n', Leaves.OrderBy(l => l.Key, StringComparer.Ordinal))}\n{(TeacherShare > 0 ? NetworkHash.Of(Teacher) : "")}"));

    private TrainingTask WithBudget(TrainingBudget budget) => new()
    {
        Network = Network, Budget = budget, Teacher = Teacher, Data = Data, Input = Input, Seed = Seed, Pool = Pool, Leaves = Leaves, AfterStep = AfterStep, Schedule = Schedule,
    };

    /// <summary>Trains until the end, until the step that the budget names, or until the time is up. A training that diverges begins anew at a lower rate, which the budget in the result names.</summary>
    /// <param name="checkpoint">Where to keep what is needed to go on; null: nowhere. What is there is gone on with.</param>
    /// <param name="isTimeUp">Asked after each step.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="user">Ends the training with an exception.</param>
    /// <exception cref="TrainingException">The loss became NaN at all rates.</exception>
    public TrainedNetwork Run(string? checkpoint, Func<bool> isTimeUp, IProgress<TrainingProgress> progress, CancellationToken user)
    {
        TrainingTask task = this;
        for (int tries = 1; ; tries++)
        {
            try
            {
                return task.RunOnce(checkpoint, isTimeUp, progress, user);
            }
            catch (TrainingException) when (tries < MostTries)
            {
                if (checkpoint is not null) File.Delete(checkpoint);
                task = task.WithBudget(task.Budget with { LearningRate = task.Budget.LearningRate / RateReduction });
            }
        }
    }

    private TrainedNetwork RunOnce(string? checkpoint, Func<bool> isTimeUp, IProgress<TrainingProgress> progress, CancellationToken user)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(user);
        long? stopped = null;
        Trainer trainer = Create(checkpoint, step =>
        {
            AfterStep?.Invoke(step);
            if (step.Step >= step.TotalSteps || !(Budget.StoppedAfter is { } last ? step.Step >= last : isTimeUp())) return;
            stopped = step.Step;
            end.Cancel();
        });
        if (checkpoint is not null) trainer.Resume();
        try
        {
            trainer.Run(progress, end.Token);
        }
        catch (OperationCanceledException) when (stopped is not null && !user.IsCancellationRequested)
        {
        }
        return new TrainedNetwork(trainer.Snapshot(), Budget with { StoppedAfter = stopped });
    }

    /// <summary>The seconds that a pass over the training data takes, estimated from a few steps.</summary>
    public double MeasureEpoch(CancellationToken user)
    {
        const int mostSteps = 40;
        const double mostSeconds = 0.7;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(user);
        var watch = new Stopwatch();
        long steps = -1;
        Trainer trainer = Create(null, step =>
        {
            watch.Start(); // the first step warms up
            if (++steps >= mostSteps || watch.Elapsed.TotalSeconds > mostSeconds) end.Cancel();
        });
        try
        {
            trainer.Run(null, end.Token);
        }
        catch (OperationCanceledException) when (!user.IsCancellationRequested)
        {
        }
        catch (TrainingException)
        {
            // It diverges; the steps so far tell the time all the same.
        }
        return watch.Elapsed.TotalSeconds / Math.Max(1, steps) * Math.Max(1, Train.Count / trainer.BatchSize);
    }

    private Trainer Create(string? checkpoint, Action<StepContext> afterStep)
    {
        int batch = Budget.BatchSize ?? 128;
        var settings = new TrainerSettings
        {
            BatchSize = batch,
            Epochs = Budget.Epochs ?? throw new InvalidOperationException("The budget has no epochs."),
            Optimizer = new Sgd { LearningRate = Budget.LearningRate ?? 0.05, Momentum = 0.9, WeightDecay = Budget.WeightDecay ?? 0 },
            Schedule = Schedule,
            Seed = Seed,
            Augmentation = (Budget.Shift ?? 0) > 0 || Budget.Flip == true
                ? new Augmentation { Shift = Budget.Shift ?? 0, HorizontalFlip = Budget.Flip == true }
                : null,
            Leaves = Leaves,
            Teacher = TeacherShare > 0 ? Teacher : null,
            Pool = Pool,
            Checkpoint = checkpoint,
            CheckpointEvery = checkpoint is null ? null
                : (long)Math.Clamp(CheckpointMultiplyAccumulates / (batch * (double)BudgetPlanner.MultiplyAccumulates(Network, Train, Input)), 10, 1000),
        };
        return new Trainer(Network, Loss(), Data with { Validation = null }, Input, settings) { AfterStep = s => afterStep(s) };
    }

    private Loss Loss() => TeacherShare switch
    {
        0 => new CrossEntropyLoss(),
        var share => new DistillationLoss { TeacherShare = share, Temperature = Budget.Temperature ?? new DistillationLoss().Temperature },
    };
}
