using System.Diagnostics;
using Frugal.Coding;
using Frugal.Data;
using Frugal.Evaluation;
using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Runtime;
using Frugal.Tensors;

namespace Frugal.Compression;

/// <summary>The main job: a network goes in, a cheaper one comes out, with proof.</summary>
public sealed class CompressionJob
{
    // The control's share of a limited time, beside the weights of the steps.
    private const double ControlWeight = 2.5;
    private const int MovedCopies = 3;
    private const double MostForCopies = 8e10;
    // A shorter control says nothing, and its time is better spent on the result.
    private const double FewestControlEpochs = 1;

    private readonly Network original;
    private readonly DataSplit? data;
    private readonly InputSpecification input;
    private readonly Recipe recipe;
    private readonly JobOptions options;
    private readonly IProgress<JobProgress>? progress;
    private readonly CancellationToken user;
    private readonly RunState run;
    private readonly RunClock clock;
    private readonly List<StepReport> reports = [];
    private readonly List<MethodSettings> resolved = [];
    private readonly List<string> notes = [];
    private readonly long originalBytes;
    private int testReadings;
    private string activityText = "";
    private TimeSpan activityStart;
    private Network current;
    private long currentBytes;
    private Judgement? currentJudgement;
    private Network? control;
    private ControlReport? controlReport;

    private CompressionJob(Network network, DataSplit? data, InputSpecification input, Recipe recipe, JobOptions options,
        IProgress<JobProgress>? progress, CancellationToken cancellation)
    {
        original = current = network;
        this.data = data;
        this.input = input;
        this.recipe = recipe;
        this.options = options;
        this.progress = progress;
        user = cancellation;
        originalBytes = ParameterBytes(network);
        RunJournal? journal = options.WorkFolder is { } folder ? RunJournal.Open(folder, Identity(), options.Resume) : null;
        clock = new RunClock(options.TimeLimit, journal?.Before ?? TimeSpan.Zero);
        run = new RunState
        {
            Original = network,
            Data = data,
            Input = input,
            Recipe = recipe,
            Pool = options.Pool ?? WorkerPool.Shared,
            Clock = clock,
            Journal = journal,
            Report = Report,
            Cancellation = cancellation,
        };
    }

    /// <summary>Compresses a network.</summary>
    /// <param name="network">The network, which is not changed.</param>
    /// <param name="data">Data to train, select and test on, each part optional; null: only what needs no data is done.</param>
    /// <param name="input">How samples become the network's input.</param>
    /// <param name="recipe">What to do.</param>
    /// <param name="options">Limits, names, folders.</param>
    /// <param name="progress">Told what is going on several times a second.</param>
    /// <param name="cancellation">Ends the run with the best network so far.</param>
    /// <exception cref="CompressionException">The original answers no better than chance, the recipe cannot be carried out, or the work folder belongs to another run.</exception>
    /// <exception cref="UnsupportedOperatorException">The network has an operator that cannot be run.</exception>
    public static CompressionResult Run(Network network, DataSplit? data, InputSpecification input, Recipe recipe, JobOptions? options = null,
        IProgress<JobProgress>? progress = null, CancellationToken cancellation = default)
    {
        var job = new CompressionJob(network, data, input, recipe, options ?? new JobOptions(), progress, cancellation);
        job.EvaluateOriginal();
        job.ApplySteps();
        (Network compressed, byte[] file, SizeBreakdown breakdown) = job.Encode();
        CompressionResult result = job.Describe(compressed, file, breakdown);
        if (job.options.WorkFolder is { } folder && !result.Interrupted) RunJournal.Remove(folder);
        return result;
    }

    /// <summary>Whether a folder holds an interrupted run that <see cref="JobOptions.Resume"/> would go on with.</summary>
    public static bool CanResume(string folder) => RunJournal.Exists(folder);

    private void EvaluateOriginal()
    {
        WeightCheck.RequireFinite(original);
        currentBytes = FrugalFile.Size(original);
        if (data?.Validation is not { } validation)
        {
            notes.Add(data is null
                ? "No data were given: weights were coded and shared without training, and nothing could be judged."
                : "There are no validation data: nothing could be selected by accuracy.");
            clock.Reserve = TimeForTheEnd(TimeSpan.Zero);
            return;
        }
        Report(new JobActivity("evaluating the original", double.NaN));
        var watch = Stopwatch.StartNew();
        Judge judge = run.Judge = new Judge(original, validation, input, run.Pool);
        clock.Reserve = TimeForTheEnd(watch.Elapsed / judge.Count);
        ChanceCheck.Run(judge, validation, options.Force);
        currentJudgement = new Judgement(judge.Count, judge.BaselineErrors, 0, 0, judge.BaselineLoss);
        if (!judge.HasLabels) notes.Add("The validation data have no labels: networks were judged by how often they answer as the original does.");
    }

    // Tests of three networks, sizes, latency and the report come after the last step.
    private TimeSpan TimeForTheEnd(TimeSpan perSample) =>
        3 * perSample * (data?.Test.Sum(t => t.Data.Count) ?? 0) + TimeSpan.FromSeconds((options.MeasureLatency ? 2 : 0) + 1 + originalBytes / 20e6);

    private void ApplySteps()
    {
        CompressionMethod[] methods = [.. recipe.Steps.Select(s => s.ToMethod())];
        for (int i = 0; i < methods.Length; i++)
        {
            double later = methods.Skip(i).Sum(m => m.TimeWeight);
            if (control is null && controlReport is null && methods[i].TimeWeight > 0) TrainControl(later);
            double share = later > 0 ? methods[i].TimeWeight / later : 0;
            ApplyStep(recipe.Steps[i], i + 1, new MethodContext(run, new StepTime(clock, share), control ?? original));
        }
    }

    // The control begins where the first step that trains begins: after exact simplification.
    private void TrainControl(double weightOfSteps)
    {
        if (recipe.Control is not { } settings || run.Judge is not { HasLabels: true } judge || data?.Train is not { HasLabels: true }) return;
        var time = new StepTime(clock, ControlWeight / (ControlWeight + weightOfSteps));
        var context = new MethodContext(run, time, original);
        TrainingBudget planned = BudgetPlanner.Resolve(settings.Training, current, context, BudgetPlanner.Control);
        TrainingBudget budget = recipe.IsResolved ? planned : context.Fit(planned, current, 1);
        run.TrainingScale = Math.Min(1, budget.Epochs!.Value / planned.Epochs!.Value);
        if (budget.Epochs < FewestControlEpochs)
        {
            notes.Add("The time limit left no time for a control: losses of accuracy were counted from the original, although retraining by itself may have made the network better.");
            return;
        }
        try
        {
            var watch = Stopwatch.StartNew();
            TrainedNetwork trained = context.TrainWithinTime(current, budget, "training the control");
            control = trained.Network;
            controlReport = new ControlReport(trained.Budget, 0, judge.UseControl(control, Copies(budget, judge.Count), Math.Max(1, budget.Shift ?? 1)), null, recipe.Baseline != Baseline.Original, watch.Elapsed.TotalSeconds);
            currentJudgement = judge.Of(current);
        }
        catch (OperationCanceledException)
        {
        }
    }

    // Moved copies of the validation images show smaller losses than the images alone, at a price: networks of up to about 5 million multiply-accumulates can afford them.
    private int Copies(TrainingBudget budget, int samples) =>
        budget.Shift > 0 && data!.Train!.IsImages && data.Validation!.IsImages
            && (double)samples * BudgetPlanner.MultiplyAccumulates(current, data.Train, input) * MovedCopies <= MostForCopies ? MovedCopies : 0;

    private void ApplyStep(MethodSettings settings, int number, MethodContext context)
    {
        var time = Stopwatch.StartNew();
        Outcome outcome;
        try
        {
            outcome = settings.ToMethod().Apply(current, settings, context);
        }
        catch (OperationCanceledException) when (user.IsCancellationRequested)
        {
            notes.Add($"{settings.ToMethod().Name} was cut short by the user; the best network so far was kept.");
            if (context.Best is not { } best) return;
            outcome = best;
        }
        if (context.TimeLeft is { Ticks: 0 } && settings.ToMethod().TimeWeight > 0) notes.Add($"{settings.ToMethod().Name} used up its share of the time limit.");
        Judgement? judgement = context.Judge?.Of(outcome.Network);
        long bytes = FrugalFile.Size(WeightExpression.RemoveMasks(outcome.Network));
        bool kept = recipe.IsResolved || judgement is null || context.Accepts(judgement);
        reports.Add(new StepReport(number, settings.ToMethod().Name, outcome.Summary, kept, currentBytes, bytes, currentJudgement, judgement,
            time.Elapsed.TotalSeconds, context.Candidates, context.Tables));
        if (!kept) return;
        resolved.Add(outcome.Resolved);
        (current, currentBytes, currentJudgement) = (outcome.Network, bytes, judgement);
    }

    private (Network Network, byte[] File, SizeBreakdown Breakdown) Encode()
    {
        Report(new JobActivity("coding", double.NaN));
        Network compressed = WeightExpression.RemoveMasks(current);
        compressed.Metadata[InputSpecification.MetadataKey] = input.ToMetadata();
        using var stream = new MemoryStream();
        SizeBreakdown breakdown = FrugalFile.Write(compressed, stream);
        byte[] file = stream.ToArray();
        Network restored = FrugalFile.Read(new MemoryStream(file));
        LeafEquality.Require(compressed, restored);
        return (compressed, file, breakdown);
    }

    private CompressionResult Describe(Network compressed, byte[] file, SizeBreakdown breakdown)
    {
        Network folded = FoldedNetwork.Of(compressed);
        return new CompressionResult
        {
            Original = original,
            Network = compressed,
            File = file,
            Breakdown = breakdown,
            Recipe = recipe with
            {
                Tool = ToolVersion.Text,
                InstructionSet = InstructionSets.Current.ToString().ToLowerInvariant(),
                Input = input,
                Baseline = controlReport is { Decides: true } ? Baseline.Control : Baseline.Original,
                Control = controlReport is null ? null : new ControlSettings { Training = controlReport.Training },
                Steps = resolved,
            },
            Input = input,
            ModelName = options.ModelName,
            OriginalParameterBytes = originalBytes,
            OriginalFileBytes = options.ModelFileBytes,
            Steps = reports,
            Layers = LayerReports.Of(original, compressed, folded, breakdown),
            Validation = currentJudgement,
            Control = controlReport is null ? null : controlReport with { Result = currentJudgement?.AgainstControl, ResultEpochs = resolved.Sum(r => r.TrainedEpochs) },
            Tests = [.. (data?.Test ?? []).Select(t => Test(t, folded))],
            TestReadings = testReadings,
            Latency = options.MeasureLatency ? LatencyMeasurement.Run(original, folded, input, data) : [],
            Notes = notes,
            Interrupted = user.IsCancellationRequested,
            Command = options.Command,
            Elapsed = clock.Elapsed,
        };
    }

    private TestReport Test(NamedDataSet test, Network folded)
    {
        Report(new JobActivity($"testing on {test.Name}", double.NaN));
        testReadings++;
        NetworkOutputs before = Answers(original, test.Data), after = Answers(folded, test.Data);
        int[] expected = before.Labels ?? before.Answers();
        bool[] rightBefore = Right(before, expected), rightAfter = Right(after, expected);
        bool[]? rightControl = control is null ? null : Right(Answers(control, test.Data), expected);
        return new TestReport(test.Name, test.Data.Count, before.Labels is not null, rightBefore.Count(r => !r), rightAfter.Count(r => !r),
            PairedTest.Of(rightBefore, rightAfter))
        {
            ControlErrors = rightControl?.Count(r => !r),
            AgainstControl = rightControl is null ? null : PairedTest.Of(rightControl, rightAfter),
        };
    }

    private NetworkOutputs Answers(Network network, DataSet samples) =>
        Evaluator.Run(new SessionRunner(Session.Create(network, new SessionOptions { Pool = run.Pool })), samples, input, cancellation: CancellationToken.None);

    private static bool[] Right(NetworkOutputs outputs, int[] expected) => [.. outputs.Answers().Select((a, i) => a == expected[i])];

    private void Report(JobActivity activity)
    {
        if (activity.Text != activityText) (activityText, activityStart) = (activity.Text, clock.Elapsed);
        TimeSpan? remaining = activity.Share is > 0.02 and <= 1 ? (clock.Elapsed - activityStart) * (1 / activity.Share - 1) : null;
        progress?.Report(new JobProgress(Math.Min(reports.Count + 1, recipe.Steps.Count), recipe.Steps.Count, activity, currentJudgement?.Errors,
            currentJudgement?.Count ?? 0, currentBytes, originalBytes, clock.Elapsed, remaining));
    }

    private RunIdentity Identity() => new()
    {
        Tool = ToolVersion.Text,
        InstructionSet = InstructionSets.Current.ToString(),
        Recipe = RecipeJson.Write(recipe with { ModelSha256 = null, DataSha256 = null }),
        Network = NetworkHash.Of(original),
        Data = string.Join(' ', new[] { data?.Train, data?.Validation }.Select(d => d is null ? "none" : DataHash.Of(d))),
        Input = input.ToMetadata(),
        TimeLimit = options.TimeLimit?.ToString() ?? "none",
    };

    private static long ParameterBytes(Network network) =>
        network.AllGraphs().SelectMany(g => g.Initializers).Where(v => v.Type.IsFloatingPoint()).Sum(v => (long)v.Constant!.ByteCount);
}
