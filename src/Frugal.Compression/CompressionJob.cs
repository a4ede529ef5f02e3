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
    private readonly Network original;
    private readonly DataSplit? data;
    private readonly InputSpecification input;
    private readonly Recipe recipe;
    private readonly JobOptions options;
    private readonly IProgress<JobProgress>? progress;
    private readonly CancellationToken user;
    private readonly CancellationTokenSource stop;
    private readonly WorkerPool pool;
    private readonly Stopwatch watch = Stopwatch.StartNew();
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
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (options.TimeLimit is { } limit) stop.CancelAfter(limit);
        pool = options.Pool ?? WorkerPool.Shared;
        originalBytes = ParameterBytes(network);
    }

    /// <summary>Compresses a network.</summary>
    /// <param name="network">The network, which is not changed.</param>
    /// <param name="data">Data to train, select and test on, each part optional; null: only what needs no data is done.</param>
    /// <param name="input">How samples become the network's input.</param>
    /// <param name="recipe">What to do.</param>
    /// <param name="options">Limits, names, folders.</param>
    /// <param name="progress">Told what is going on several times a second.</param>
    /// <param name="cancellation">Ends the run with the best network so far.</param>
    /// <exception cref="CompressionException">The original answers no better than chance, or the recipe cannot be carried out.</exception>
    /// <exception cref="UnsupportedOperatorException">The network has an operator that cannot be run.</exception>
    public static CompressionResult Run(Network network, DataSplit? data, InputSpecification input, Recipe recipe, JobOptions? options = null,
        IProgress<JobProgress>? progress = null, CancellationToken cancellation = default)
    {
        var job = new CompressionJob(network, data, input, recipe, options ?? new JobOptions(), progress, cancellation);
        Judge? judge = job.EvaluateOriginal();
        job.ApplySteps(judge);
        (Network compressed, byte[] file, SizeBreakdown breakdown) = job.Encode();
        return job.Describe(compressed, file, breakdown);
    }

    private Judge? EvaluateOriginal()
    {
        WeightCheck.RequireFinite(original);
        currentBytes = FrugalFile.Size(original);
        if (data?.Validation is not { } validation)
        {
            notes.Add(data is null
                ? "No data were given: weights were coded and shared without training, and nothing could be judged."
                : "There are no validation data: nothing could be selected by accuracy.");
            return null;
        }
        Report(new JobActivity("evaluating the original", double.NaN));
        var judge = new Judge(original, validation, input, pool);
        ChanceCheck.Run(judge, validation, options.Force);
        currentJudgement = new Judgement(judge.Count, judge.BaselineErrors, 0, 0, judge.BaselineLoss);
        if (!judge.HasLabels) notes.Add("The validation data have no labels: networks were judged by how often they answer as the original does.");
        return judge;
    }

    private void ApplySteps(Judge? judge)
    {
        for (int i = 0; i < recipe.Steps.Count; i++)
        {
            var context = new MethodContext(original, data, input, judge, recipe.Seed, recipe.MaxDropPoints, pool, Report, stop.Token);
            ApplyStep(recipe.Steps[i], i + 1, context);
        }
    }

    private void ApplyStep(MethodSettings settings, int number, MethodContext context)
    {
        var time = Stopwatch.StartNew();
        Outcome outcome;
        try
        {
            outcome = settings.ToMethod().Apply(current, settings, context);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            notes.Add($"{settings.ToMethod().Name} was cut short {(user.IsCancellationRequested ? "by the user" : "by the time limit")}; the best network so far was kept.");
            if (context.Best is not { } best) return;
            outcome = best;
        }
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
                Steps = resolved,
            },
            Input = input,
            ModelName = options.ModelName,
            OriginalParameterBytes = originalBytes,
            OriginalFileBytes = options.ModelFileBytes,
            Steps = reports,
            Layers = LayerReports.Of(original, compressed, folded, breakdown),
            Validation = currentJudgement,
            Tests = [.. (data?.Test ?? []).Select(t => Test(t, folded))],
            TestReadings = testReadings,
            Latency = options.MeasureLatency ? LatencyMeasurement.Run(original, folded, input, data) : [],
            Notes = notes,
            Interrupted = user.IsCancellationRequested,
            Command = options.Command,
            Elapsed = watch.Elapsed,
        };
    }

    private TestReport Test(NamedDataSet test, Network folded)
    {
        Report(new JobActivity($"testing on {test.Name}", double.NaN));
        testReadings++;
        NetworkOutputs before = Answers(original, test.Data), after = Answers(folded, test.Data);
        int[] expected = before.Labels ?? before.Answers();
        bool[] rightBefore = before.Agreement(expected), rightAfter = after.Agreement(expected);
        return new TestReport(test.Name, test.Data.Count, before.Labels is not null, rightBefore.Count(r => !r), rightAfter.Count(r => !r),
            PairedTest.Of(rightBefore, rightAfter));
    }

    private NetworkOutputs Answers(Network network, DataSet samples) =>
        Evaluator.Run(new SessionRunner(Session.Create(network, new SessionOptions { Pool = pool })), samples, input, cancellation: CancellationToken.None);

    private void Report(JobActivity activity)
    {
        if (activity.Text != activityText) (activityText, activityStart) = (activity.Text, watch.Elapsed);
        TimeSpan? remaining = activity.Share is > 0.02 and <= 1 ? (watch.Elapsed - activityStart) * (1 / activity.Share - 1) : null;
        progress?.Report(new JobProgress(Math.Min(reports.Count + 1, recipe.Steps.Count), recipe.Steps.Count, activity, currentJudgement?.Errors,
            currentJudgement?.Count ?? 0, currentBytes, originalBytes, watch.Elapsed, remaining));
    }

    private static long ParameterBytes(Network network) =>
        network.AllGraphs().SelectMany(g => g.Initializers).Where(v => v.Type.IsFloatingPoint()).Sum(v => (long)v.Constant!.ByteCount);
}
