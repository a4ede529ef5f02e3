using Frugal.Data;
using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Training;

namespace Frugal.Compression;

/// <summary>What a method works with.</summary>
public sealed class MethodContext
{
    /// <summary>The allowed loss of accuracy from the original where nobody says another, in points.</summary>
    public const double DefaultMaxDropPoints = 0.2;

    /// <summary>The same from a control, which is better than the original by what further training gains.</summary>
    public const double DefaultMaxDropFromControlPoints = 0.3;

    // Where the validation data are too few to show the default allowance, so many standard errors are allowed: else nothing could ever be accepted.
    private const double AllowedStandardErrors = 1.5;

    private readonly RunState run;
    private readonly StepTime time;

    internal MethodContext(RunState run, StepTime time, Network teacher)
    {
        this.run = run;
        this.time = time;
        Teacher = teacher;
    }

    /// <summary>The network before any step.</summary>
    public Network Original => run.Original;

    /// <summary>The network whose answers trainings follow: the control where there is one, else the original.</summary>
    public Network Teacher { get; }

    /// <summary>Training and validation data, or null: then nothing can be trained or judged.</summary>
    public DataSplit? Data => run.Data;

    /// <summary>How samples become the network's input.</summary>
    public InputSpecification Input => run.Input;

    /// <summary>Judges candidates on validation data; null without such data.</summary>
    public Judge? Judge => run.Judge;

    /// <summary>Decides everything random.</summary>
    public ulong Seed => run.Recipe.Seed;

    /// <summary>How many points of accuracy a step may cost on validation data; null: the default.</summary>
    public double? MaxDropPoints => run.Recipe.MaxDropPoints;

    /// <summary>The threads to work with.</summary>
    public WorkerPool Pool => run.Pool;

    /// <summary>Tells what is going on.</summary>
    public Action<JobActivity> Report => run.Report;

    /// <summary>Asks to stop: set by the user alone. A time limit shows in <see cref="TimeLeft"/>.</summary>
    public CancellationToken Cancellation => run.Cancellation;

    /// <summary>What this step may still use of the run's time limit; null without a limit.</summary>
    public TimeSpan? TimeLeft => time.Left;

    /// <summary>Whether the step should come to its end: the user or the time limit asks for it.</summary>
    public bool IsTimeUp => Cancellation.IsCancellationRequested || time.IsUp;

    /// <summary>Whether there are data to train on and time left to do it.</summary>
    public bool CanTrain => Data?.Train is not null && !Cancellation.IsCancellationRequested;

    /// <summary>The factor on all training that was not decided by settings: below 1 where a time limit leaves less than the planned training would take.</summary>
    internal double TrainingScale => run.TrainingScale;

    /// <summary>The tables that the step adds to the report.</summary>
    public List<ReportTable> Tables { get; } = [];

    /// <summary>Candidates that were tried, for the picture of accuracy against size.</summary>
    public List<CandidatePoint> Candidates { get; } = [];

    /// <summary>The best outcome so far of the method at work: what is kept when the run is cut short.</summary>
    internal Outcome? Best { get; private set; }

    /// <summary>Says that an outcome is good enough to be kept if the run is cut short now.</summary>
    public void Offer(Outcome outcome) => Best = outcome;

    /// <summary>Whether the step has this much time; always without a limit. The answer is remembered for a resumed run.</summary>
    /// <param name="what">What for, as a name in the journal.</param>
    /// <param name="needed">How long it will take.</param>
    public bool HasTimeFor(string what, TimeSpan needed) => TimeLeft is null || run.Decide(what, () => TimeLeft >= needed ? 1 : 0) != 0;

    /// <summary>
    /// The budget cut down to a share of the time that the step has left, by the measured duration of a few training steps. Without a time limit it is the budget as it is.
    /// </summary>
    /// <param name="budget">A budget with everything decided.</param>
    /// <param name="network">The network that will be trained.</param>
    /// <param name="share">The share of the time left that one training may take.</param>
    public TrainingBudget Fit(TrainingBudget budget, Network network, double share)
    {
        if (TimeLeft is null || Data?.Train is null) return budget;
        double epochs = run.Decide("epochs", () =>
        {
            double perEpoch = Training(network, budget, null, null, null).MeasureEpoch(Cancellation);
            return Math.Round(share * TimeLeft!.Value.TotalSeconds / perEpoch, 3);
        });
        return budget with { Epochs = Math.Min(budget.Epochs!.Value, epochs) };
    }

    /// <summary>Trains a network and gives the result. When the step's time is up the training ends where it is.</summary>
    /// <param name="network">The network.</param>
    /// <param name="budget">How long and how fast.</param>
    /// <param name="activity">What to tell the user.</param>
    /// <param name="leaves">Leaf policies.</param>
    /// <param name="afterStep">Changes masks between steps.</param>
    /// <param name="schedule">The learning-rate schedule; null: cosine.</param>
    /// <returns>The trained network, and the budget with the step after which time was up, if it was.</returns>
    /// <exception cref="OperationCanceledException">The user cut the run short.</exception>
    public TrainedNetwork TrainWithinTime(Network network, TrainingBudget budget, string activity, IReadOnlyDictionary<string, LeafPolicy>? leaves = null,
        Action<StepContext>? afterStep = null, Schedule? schedule = null) =>
        run.Train(Training(network, budget, leaves, afterStep, schedule), activity, time);

    /// <summary>Trains a network as <see cref="TrainWithinTime"/> does and gives the network alone.</summary>
    public Network Train(Network network, TrainingBudget budget, string activity, IReadOnlyDictionary<string, LeafPolicy>? leaves = null,
        Action<StepContext>? afterStep = null, Schedule? schedule = null) =>
        TrainWithinTime(network, budget, activity, leaves, afterStep, schedule).Network;

    /// <summary>Whether a candidate is good enough: its paired loss on validation data plus one standard error stays within the allowance.</summary>
    /// <param name="judgement">How it compares with original and control.</param>
    /// <param name="share">The share of the allowance that may be used up.</param>
    public bool Accepts(Judgement judgement, double share = 1)
    {
        Judgement counted = run.Recipe.Baseline == Baseline.Original ? judgement : judgement.AgainstControl ?? judgement;
        double allowance = share * (MaxDropPoints ?? (ReferenceEquals(counted, judgement) ? DefaultMaxDropPoints : DefaultMaxDropFromControlPoints));
        (double drop, double error) = counted.Pooled is { } p ? (p.DropPoints, p.StandardErrorPoints) : (counted.DropPoints, counted.StandardErrorPoints);
        if (MaxDropPoints is null) allowance = Math.Max(allowance, AllowedStandardErrors * error);
        return drop + error <= allowance;
    }

    private TrainingTask Training(Network network, TrainingBudget budget, IReadOnlyDictionary<string, LeafPolicy>? leaves, Action<StepContext>? afterStep, Schedule? schedule) => new()
    {
        Network = network,
        Budget = budget,
        Teacher = Teacher,
        Data = Data!,
        Input = Input,
        Seed = Seed,
        Pool = Pool,
        Leaves = leaves ?? new Dictionary<string, LeafPolicy>(),
        AfterStep = afterStep,
        Schedule = schedule ?? new CosineSchedule { Final = 0.01 },
    };
}
