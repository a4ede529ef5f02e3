using Frugal.Data;
using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Training;

namespace Frugal.Compression;

/// <summary>What a method works with.</summary>
public sealed class MethodContext
{
    internal MethodContext(Network original, DataSplit? data, InputSpecification input, Judge? judge, ulong seed, double maxDropPoints,
        WorkerPool pool, Action<JobActivity> report, CancellationToken cancellation)
    {
        Original = original;
        Data = data;
        Input = input;
        Judge = judge;
        Seed = seed;
        MaxDropPoints = maxDropPoints;
        Pool = pool;
        Report = report;
        Cancellation = cancellation;
    }

    /// <summary>The network before any step; the teacher where there are no labels.</summary>
    public Network Original { get; }

    /// <summary>Training and validation data, or null: then nothing can be trained or judged.</summary>
    public DataSplit? Data { get; }

    /// <summary>How samples become the network's input.</summary>
    public InputSpecification Input { get; }

    /// <summary>Judges candidates on validation data; null without such data.</summary>
    public Judge? Judge { get; }

    /// <summary>Decides everything random.</summary>
    public ulong Seed { get; }

    /// <summary>How many points of accuracy a step may cost on validation data.</summary>
    public double MaxDropPoints { get; }

    /// <summary>The threads to work with.</summary>
    public WorkerPool Pool { get; }

    /// <summary>Tells what is going on.</summary>
    public Action<JobActivity> Report { get; }

    /// <summary>Asks to stop.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>Whether there are data to train on and time left to do it.</summary>
    public bool CanTrain => Data?.Train is not null && !Cancellation.IsCancellationRequested;

    /// <summary>The tables that the step adds to the report.</summary>
    public List<ReportTable> Tables { get; } = [];

    /// <summary>Candidates that were tried, for the picture of accuracy against size.</summary>
    public List<CandidatePoint> Candidates { get; } = [];

    /// <summary>The best outcome so far of the method at work: what is kept when the run is cut short.</summary>
    internal Outcome? Best { get; private set; }

    /// <summary>Says that an outcome is good enough to be kept if the run is cut short now.</summary>
    public void Offer(Outcome outcome) => Best = outcome;

    /// <summary>Trains a network and gives the result.</summary>
    /// <param name="network">The network.</param>
    /// <param name="budget">How long and how fast; null values are filled in.</param>
    /// <param name="activity">What to tell the user.</param>
    /// <param name="leaves">Leaf policies.</param>
    /// <param name="afterStep">Changes masks between steps.</param>
    /// <param name="schedule">The learning-rate schedule; null: cosine.</param>
    /// <exception cref="OperationCanceledException">The run was cut short.</exception>
    public Network Train(Network network, TrainingBudget budget, string activity, IReadOnlyDictionary<string, LeafPolicy>? leaves = null,
        Action<StepContext>? afterStep = null, Schedule? schedule = null)
    {
        bool labels = Data!.Train!.HasLabels;
        var settings = new TrainerSettings
        {
            BatchSize = budget.BatchSize ?? 128,
            Epochs = budget.Epochs ?? throw new InvalidOperationException("The budget has no epochs."),
            Optimizer = new Sgd { LearningRate = budget.LearningRate ?? 0.05, Momentum = 0.9, WeightDecay = budget.WeightDecay ?? 0 },
            Schedule = schedule ?? new CosineSchedule { Final = 0.01 },
            Seed = Seed,
            Augmentation = (budget.Shift ?? 0) > 0 || budget.Flip == true
                ? new Augmentation { Shift = budget.Shift ?? 0, HorizontalFlip = budget.Flip == true }
                : null,
            Leaves = leaves ?? new Dictionary<string, LeafPolicy>(),
            Teacher = labels ? null : Original,
            Pool = Pool,
        };
        var trainer = new Trainer(network, labels ? new CrossEntropyLoss() : new DistillationLoss(), Data with { Validation = null }, Input, settings)
        {
            AfterStep = afterStep,
        };
        trainer.Run(new Relay(p => Report(new JobActivity(activity, (double)p.Step / p.TotalSteps, p.Loss))), Cancellation);
        return trainer.Snapshot();
    }

    /// <summary>Whether a candidate is good enough: its paired loss on validation data plus one standard error stays within the allowance.</summary>
    /// <param name="judgement">How it compares with the original.</param>
    /// <param name="share">The share of the allowance that may be used up.</param>
    public bool Accepts(Judgement judgement, double share = 1) =>
        judgement.DropPoints + judgement.StandardErrorPoints <= share * MaxDropPoints;

    private sealed class Relay(Action<TrainingProgress> action) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => action(value);
    }
}
