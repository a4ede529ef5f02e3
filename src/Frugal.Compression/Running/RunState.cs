using Frugal.Data;
using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Training;

namespace Frugal.Compression;

/// <summary>What all steps of one run share.</summary>
internal sealed class RunState
{
    public required Network Original { get; init; }

    public required DataSplit? Data { get; init; }

    public required InputSpecification Input { get; init; }

    public required Recipe Recipe { get; init; }

    public required WorkerPool Pool { get; init; }

    public required RunClock Clock { get; init; }

    public required RunJournal? Journal { get; init; }

    public required Action<JobActivity> Report { get; init; }

    public required CancellationToken Cancellation { get; init; }

    public Judge? Judge { get; set; }

    /// <summary>The factor on all training that was not decided by settings.</summary>
    public double TrainingScale { get; set; } = 1;

    /// <summary>A decision that looks at the clock: made once, and taken from the journal when the run is resumed.</summary>
    public double Decide(string what, Func<double> measure)
    {
        if (Journal is not { } journal) return measure();
        int number = journal.Next();
        if (journal.Find(number, what) is { Decision: { } known }) return known;
        double decided = measure();
        if (!Cancellation.IsCancellationRequested) journal.Add(number, new JournalEntry(what, decided, null, null, Clock.Elapsed));
        return decided;
    }

    /// <summary>Trains, or takes the result from the journal.</summary>
    /// <exception cref="OperationCanceledException">The user asked to stop.</exception>
    public TrainedNetwork Train(TrainingTask task, string activity, StepTime time)
    {
        Cancellation.ThrowIfCancellationRequested();
        if (Journal is not { } journal) return task.Run(null, () => time.IsUp, Progress(activity), Cancellation);
        int number = journal.Next();
        string key = task.Key(activity);
        if (journal.Find(number, key) is { } done) return new TrainedNetwork(journal.Trained(number, task.Network), task.Budget with { StoppedAfter = done.StoppedAfter, LearningRate = done.LearningRate ?? task.Budget.LearningRate });
        TrainedNetwork trained = task.Run(journal.Checkpoint(number), () => time.IsUp, Progress(activity), Cancellation);
        journal.Add(number, new JournalEntry(key, null, trained.Budget.StoppedAfter, trained.Budget.LearningRate, Clock.Elapsed), task.Network, trained.Network);
        return trained;
    }

    private Relay Progress(string activity) => new(p => Report(new JobActivity(activity, (double)p.Step / p.TotalSteps, p.Loss)));

    private sealed class Relay(Action<TrainingProgress> action) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => action(value);
    }
}
