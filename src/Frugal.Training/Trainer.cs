using System.Diagnostics;
using Frugal.Data;
using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Runtime;
using Frugal.Tensors;

namespace Frugal.Training;

/// <summary>
/// Makes a network's weights better by gradient descent. The given network is not changed; <see cref="Snapshot"/> is the trained one. The same
/// settings, data and instruction set give the same bits for any number of threads, and so does a run that was interrupted and resumed.
/// The samples that do not fill a batch at the end of an epoch make a smaller step, weighted so that each sample counts the same; where batch statistics are
/// taken, they are left out (others in each epoch).
/// </summary>
public sealed class Trainer
{
    private readonly Network network;
    private readonly Loss loss;
    private readonly TrainerSettings settings;
    private readonly InputSpecification input;
    private readonly DataSplit data;
    private readonly WorkerPool pool;
    private readonly TrainingGraph graph;
    private readonly TrainingStep step;
    // For the samples that are left at the end of an epoch; null where there are none, or where they are dropped.
    private readonly TrainingStep? tailStep;
    private readonly int tailSize;
    private readonly Validator? validator;
    private readonly TeacherOutputs? teacher;
    private readonly DenseTensor[] inputs;
    private readonly TrainingState state = new();

    /// <summary>Prepares training.</summary>
    /// <param name="network">The network; its first input is fed, its first output judged.</param>
    /// <param name="loss">What is made small.</param>
    /// <param name="data">Training data, and validation data where there are any; test data are never touched.</param>
    /// <param name="input">How samples become the network's input.</param>
    /// <param name="settings">Schedule, update rule, policies.</param>
    /// <exception cref="DataException">There are no training data, or they lack labels that the loss needs.</exception>
    /// <exception cref="UnsupportedOperatorException">An operator has no gradient.</exception>
    public Trainer(Network network, Loss loss, DataSplit data, InputSpecification input, TrainerSettings settings)
    {
        this.network = network;
        this.loss = loss;
        this.settings = settings;
        this.input = input;
        this.data = data;
        pool = settings.Pool ?? WorkerPool.Shared;
        DataSet train = TrainingData(data, loss);
        BatchSize = Math.Min(settings.BatchSize, train.Count);
        Network free = NetworkShapes.Free(network);
        Shape sampleShape = NetworkShapes.SampleShape(free, train, input);
        Shape outputShape = NetworkShapes.OutputShape(free, loss, sampleShape);
        graph = TrainingGraph.Build(free, loss, settings, outputShape);
        step = new TrainingStep(graph, BatchSize, sampleShape, outputShape, settings, pool);
        tailSize = graph.HasBatchStatistics ? 0 : train.Count % BatchSize;
        if (tailSize > 0)
        {
            // Each sample counts the same, whether its batch is full or not.
            TrainingGraph tail = TrainingGraph.Build(free, loss, settings, outputShape, (double)tailSize / BatchSize);
            tailStep = new TrainingStep(tail, tailSize, sampleShape, outputShape, settings, pool, step);
        }
        if (data.Validation is { } validation) validator = new Validator(graph, free, loss, validation, input, Plan, settings, pool);
        if (loss.Target.HasFlag(LossTarget.Teacher))
            teacher = new TeacherOutputs(settings.Teacher ?? throw new ArgumentException("The loss needs a teacher."), loss, pool, outputShape.With(0, BatchSize));
        inputs = new DenseTensor[Plan.Inputs.Count];
        TotalSteps = settings.Steps ?? Math.Max(1, (long)Math.Round(settings.Epochs * (train.Count / BatchSize + (tailSize > 0 ? 1 : 0))));
    }

    /// <summary>Called after each update; may change state leaves.</summary>
    public Action<StepContext>? AfterStep { get; set; }

    /// <summary>The number of samples of a step.</summary>
    public int BatchSize { get; }

    /// <summary>The number of steps of the whole run.</summary>
    public long TotalSteps { get; }

    /// <summary>The names of the leaves that the optimizer changes.</summary>
    public IReadOnlyList<string> TrainedLeaves => graph.Trained;

    /// <summary>Receives the time of each step of the training plan when set before <see cref="Run"/>.</summary>
    public PlanProfile? Profile { get; set; }

    /// <summary>The plan of a training step.</summary>
    public Plan Plan => step.Plan;

    /// <summary>Trains until the last step, early stopping, or cancellation.</summary>
    /// <param name="progress">Told after each validation and about five times a second.</param>
    /// <param name="cancellation">Ends training after the current step; a checkpoint is written first where one is configured.</param>
    /// <exception cref="OperationCanceledException">Training was cancelled; <see cref="Snapshot"/> gives the weights so far.</exception>
    /// <exception cref="TrainingException">The loss became NaN or infinite.</exception>
    public TrainingResult Run(IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        var watch = Stopwatch.StartNew();
        TimeSpan before = state.Elapsed, lastReport = TimeSpan.Zero;
        using var loader = new DataLoader(data.Train!, input, LoaderSettings(), state.Position);
        long validateEvery = settings.ValidateEvery ?? loader.BatchesPerEpoch;
        string? stopped = null;
        while (state.Step < TotalSteps && stopped is null)
        {
            if (cancellation.IsCancellationRequested)
            {
                SaveCheckpoint();
                cancellation.ThrowIfCancellationRequested();
            }
            TakeStep(loader);
            state.Elapsed = before + watch.Elapsed;
            bool validate = validator is not null && (state.Step % validateEvery == 0 || state.Step == TotalSteps);
            if (validate) stopped = Validate();
            if (validate || (settings.CheckpointEvery is { } every && state.Step % every == 0)) SaveCheckpoint();
            if (progress is null || (!validate && watch.Elapsed - lastReport < TimeSpan.FromSeconds(0.2))) continue;
            lastReport = watch.Elapsed;
            progress.Report(Progress(loader));
        }
        if (state.BestWeights is { } best) Restore(best);
        return new TrainingResult(state.Step, state.History, state.Best, state.Loss, stopped, state.Elapsed);
    }

    /// <summary>The network with the weights as they are now; expressions, masks and running statistics included.</summary>
    public Network Snapshot() => LeafTransfer.Apply(network, Plan);

    /// <summary>Goes on where a checkpoint of the same training stopped.</summary>
    /// <returns>False when there is no such file.</returns>
    /// <exception cref="TrainingException">The file belongs to another training, or is damaged.</exception>
    public bool Resume()
    {
        if (settings.Checkpoint is not { } path || !File.Exists(path)) return false;
        CheckpointFile.Read(path, Fingerprint(), state, Plan, step.Leaves);
        return true;
    }

    private void TakeStep(DataLoader loader)
    {
        Batch batch = loader.Next();
        Feed(batch);
        TrainingStep own = batch.Count == BatchSize ? step : tailStep!;
        float lossBefore = own.Run(inputs, state.Step, TotalSteps, own == step ? Profile : null);
        double accuracy = batch.HasLabels ? BatchScores.CountRight(own.Output, batch.Labels) / (double)batch.Count : double.NaN;
        state.AfterStep(lossBefore, accuracy, own.RateAt(state.Step, TotalSteps), loader.Position);
        AfterStep?.Invoke(new StepContext(state.Step, TotalSteps, Plan, own.Gradient, new RandomStream(settings.Seed).Split("after step").Split(state.Step)));
    }

    private void Feed(Batch batch)
    {
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = graph.Network.Graph.Inputs[i].Name switch
            {
                TrainingGraph.LabelsInput => batch.LabelTensor,
                TrainingGraph.TeacherInput => teacher!.For(batch.InputTensor),
                _ => batch.InputTensor,
            };
    }

    private string? Validate()
    {
        ValidationPoint point = validator!.Run(state.Step);
        bool improved = state.Record(point);
        if (improved && (settings.KeepBest || settings.Patience is not null)) state.BestWeights = Capture();
        return settings.Patience is { } patience && state.SinceBest >= patience
            ? $"no improvement in {patience} validations"
            : null;
    }

    private Dictionary<string, DenseTensor> Capture() => Plan.StateNames.ToDictionary(n => n, n => Plan.StateTensor(n).Copy());

    private void Restore(Dictionary<string, DenseTensor> weights)
    {
        foreach (var (name, tensor) in weights) tensor.Bytes.CopyTo(Plan.StateTensor(name).Bytes);
    }

    private void SaveCheckpoint()
    {
        if (settings.Checkpoint is { } path) CheckpointFile.Write(path, Fingerprint(), state, Plan, step.Leaves);
    }

    // Two trainings with the same fingerprint take the same steps.
    private string Fingerprint() => CheckpointFile.FingerprintOf(
        string.Join(';', loss, BatchSize, tailSize, TotalSteps, settings.Optimizer, settings.Schedule, settings.ClipNorm, settings.Seed, settings.Augmentation,
            settings.BatchNormalization, data.Train!.Count, input.ToMetadata()),
        Plan.StateNames.Order(StringComparer.Ordinal).Select(n => $"{n}{Plan.StateTensor(n)}{settings.Leaves.GetValueOrDefault(n)}"));

    private DataLoaderSettings LoaderSettings() => new()
    {
        BatchSize = BatchSize,
        DropLast = tailSize == 0,
        Seed = settings.Seed,
        Augmentation = settings.Augmentation,
        Workers = settings.DataWorkers,
    };

    private TrainingProgress Progress(DataLoader loader) => new(
        state.Step, TotalSteps, (double)state.Step / loader.BatchesPerEpoch, state.Loss, state.Accuracy, state.LearningRate,
        state.History.Count > 0 ? state.History[^1] : null, state.Elapsed);

    private static DataSet TrainingData(DataSplit data, Loss loss)
    {
        DataSet train = data.Train ?? throw new DataException("training data", "there are none", "Give a data set with a training part");
        if (loss.Target.HasFlag(LossTarget.Labels) && !train.HasLabels)
            throw new DataException("training data", "there are no labels, which this loss needs", "Give labels, or train toward a teacher's outputs");
        return train;
    }
}
