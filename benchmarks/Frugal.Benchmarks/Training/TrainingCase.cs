using Frugal.Graphs;
using Frugal.Graphs.Architectures;
using Frugal.Kernels;
using Frugal.Runtime;
using Frugal.Tensors;
using Frugal.Training;

namespace Frugal.Benchmarks.Training;

/// <summary>A network, a batch in memory, and the step that trains the one on the other.</summary>
internal sealed class TrainingCase : IDisposable
{
    private readonly Network network;
    private readonly WorkerPool pool;
    private readonly TrainingStep step;
    private readonly DenseTensor samples, labels;
    private long steps;

    public TrainingCase(string name, int batch, int threads)
    {
        network = Architecture.Find(name).Build(new ArchitectureSettings { Seed = 1 });
        pool = new WorkerPool(threads);
        var sampleShape = new Shape([.. network.Graph.Inputs[0].Shape!.Skip(1).Select(d => (int)d.Number)]);
        int classes = (int)network.Graph.Outputs[0].Shape![-1].Number;
        samples = DenseTensor.Zeros(ElementType.Float32, new Shape([batch, .. sampleShape]));
        labels = DenseTensor.Zeros(ElementType.Int32, new Shape(batch));
        var random = new RandomStream(7);
        random.FillGaussian(samples.Span<float>());
        foreach (ref int label in labels.Span<int>()) label = random.NextInt32(classes);
        var settings = new TrainerSettings
        {
            BatchSize = batch,
            BatchNormalization = BatchNormalizationMode.Batch,
            Optimizer = new Sgd { LearningRate = 0.01, Momentum = 0.9 },
            Schedule = new ConstantSchedule(),
        };
        var outputShape = new Shape(batch, classes);
        TrainingGraph graph = TrainingGraph.Build(network, new CrossEntropyLoss(), settings, outputShape);
        step = new TrainingStep(graph, batch, sampleShape, outputShape, settings, pool);
    }

    /// <summary>The plan of a step.</summary>
    public Plan Plan => step.Plan;

    /// <summary>Makes some steps; the loss before the last.</summary>
    public float Run(int count, PlanProfile? profile = null)
    {
        float loss = 0;
        for (int i = 0; i < count; i++) loss = step.Run([samples, labels], steps++, long.MaxValue, profile);
        return loss;
    }

    /// <summary>Puts the threads to sleep.</summary>
    public void Park() => pool.Park();

    /// <summary>Writes samples, labels and the weights before training, for a peer that shall do the same.</summary>
    public void WriteStart(string path) => Npz.Write(path,
        network.Graph.Initializers.Where(v => v.Type == ElementType.Float32).Select(v => KeyValuePair.Create(v.Name, v.Constant!))
            .Append(KeyValuePair.Create("samples", samples)).Append(KeyValuePair.Create("labels", labels)));

    public void Dispose() => pool.Dispose();
}
