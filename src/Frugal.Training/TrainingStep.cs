using Frugal.Kernels;
using Frugal.Runtime;
using Frugal.Tensors;

namespace Frugal.Training;

/// <summary>One update of the weights: forward, backward, optimizer. The compiled form of a <see cref="TrainingGraph"/> for one batch size.</summary>
internal sealed class TrainingStep
{
    private readonly PlanContext context;
    private readonly LeafUpdate update;
    private readonly Dictionary<string, TrainedLeaf> leafByName;
    private readonly TrainerSettings settings;
    private readonly WorkerPool pool;
    private readonly double lossWeight;

    /// <param name="graph">What is computed.</param>
    /// <param name="batchSize">The samples of a batch.</param>
    /// <param name="sampleShape">The shape of a sample.</param>
    /// <param name="outputShape">The shape of the network's output.</param>
    /// <param name="settings">The update rule.</param>
    /// <param name="pool">The threads.</param>
    /// <param name="sharing">Another step of the same leaves, whose weights and moments this one changes; null: its own.</param>
    public TrainingStep(TrainingGraph graph, int batchSize, Shape sampleShape, Shape outputShape, TrainerSettings settings, WorkerPool pool, TrainingStep? sharing = null)
    {
        lossWeight = graph.LossWeight;
        this.settings = settings;
        this.pool = pool;
        Plan = graph.Compile(batchSize, sampleShape, outputShape);
        if (sharing is not null)
            foreach (string name in Plan.StateNames) Plan.ShareState(name, sharing.Plan);
        context = Plan.Rent();
        Leaves = [.. graph.Trained.Select((name, i) => sharing is null
            ? new TrainedLeaf(name, Plan, context.Output(i + 2), settings)
            : sharing.leafByName[name].WithGradient(context.Output(i + 2)))];
        leafByName = Leaves.ToDictionary(l => l.Name);
        update = new LeafUpdate(Leaves, settings.Optimizer);
    }

    public Plan Plan { get; }

    public IReadOnlyList<TrainedLeaf> Leaves { get; }

    /// <summary>The network's output for the batch of the last <see cref="Run"/>.</summary>
    public DenseTensor Output => context.Output(1);

    /// <summary>The gradient of a leaf in the last <see cref="Run"/>.</summary>
    public DenseTensor Gradient(string leaf) => leafByName[leaf].Gradient;

    /// <summary>Computes loss and gradients and updates the weights.</summary>
    /// <param name="inputs">What the training graph reads: samples, labels, a teacher's outputs.</param>
    /// <param name="step">Updates made so far.</param>
    /// <param name="totalSteps">Updates of the whole run.</param>
    /// <param name="profile">Receives the time of each step of the plan when given.</param>
    /// <returns>The loss before the update.</returns>
    /// <exception cref="TrainingException">The loss is not finite; the weights are as they were.</exception>
    public float Run(ReadOnlySpan<DenseTensor> inputs, long step, long totalSteps, PlanProfile? profile = null)
    {
        Plan.TrainingStep = step;
        context.Run(inputs, pool, profile);
        float loss = context.Output(0).Span<float>()[0];
        if (!float.IsFinite(loss))
            throw new TrainingException($"The loss became {loss} at step {step + 1}; lower the learning rate, or check the input's scale.");
        update.Apply(pool, RateAt(step, totalSteps), settings.Schedule.Momentum(step, totalSteps), step, settings.ClipNorm);
        return (float)(loss / lossWeight);
    }

    /// <summary>The learning rate of a step.</summary>
    public double RateAt(long step, long totalSteps) => settings.Optimizer.LearningRate * settings.Schedule.Factor(step, totalSteps);
}
