using Frugal.Compression;
using Frugal.Data;
using Frugal.Graphs;
using Frugal.Graphs.Architectures;
using Frugal.Kernels;
using Frugal.Tensors;
using Frugal.Tests.Training;
using Frugal.Training;

namespace Frugal.Tests.Compression;

/// <summary>A compression job of a tenth of a second: a trained network of two dense layers on small noisy images.</summary>
internal static class SmallJob
{
    public static DataSet Train { get; } = TrainingSamples.Quarters(320, seed: 11);

    public static DataSet Validation { get; } = TrainingSamples.Quarters(200, seed: 12);

    private static readonly Lazy<Network> TrainedNetwork = new(() =>
    {
        var network = new Network();
        var layers = new LayerBuilder(network.Graph, seed: 1);
        Value x = network.Graph.AddInput("input", ElementType.Float32, new SymbolicShape(Dimension.Named("N"), 1, 8, 8));
        x = layers.Dense(layers.Relu(layers.Dense(layers.Flatten(x), "fc1", 40, beforeRelu: true), "relu"), "fc2", 4, beforeRelu: false);
        network.Graph.AddOutput(x);
        Trainer trainer = TrainingSamples.Trainer(network, Train, new TrainerSettings { Epochs = 4, BatchSize = 16 });
        trainer.Run();
        return trainer.Snapshot();
    });

    public static DataSet Test { get; } = TrainingSamples.Quarters(100, seed: 13);

    public static DataSplit Data { get; } = new(Train, Validation, [new NamedDataSet("test", Test)]);

    /// <summary>A network that was trained a little.</summary>
    public static Network Network => TrainedNetwork.Value;

    private static TrainingBudget Budget(double epochs) => new() { Epochs = epochs, LearningRate = 0.05, BatchSize = 16, Shift = 1 };

    /// <summary>Control, several pruning rounds, several sets of centroids.</summary>
    public static Recipe Recipe { get; } = new()
    {
        MaxDropPoints = 3,
        Control = new ControlSettings { Training = Budget(6) },
        Steps =
        [
            new SimplificationSettings(),
            new MagnitudePruningSettings { StartDensity = 0.2, MaximumRounds = 3, Training = Budget(5) },
            new WeightSharingSettings { LevelChoices = [3, 7], Training = Budget(1) },
        ],
    };

    public static JobOptions Options(string? folder = null, int threads = 1) => new() { MeasureLatency = false, WorkFolder = folder, Pool = new WorkerPool(threads) };

    public static CompressionResult Run(Recipe recipe, JobOptions? options = null, DataSplit? data = null) => RunUntil(recipe, options, data, default);

    /// <summary>A run that the token interrupts.</summary>
    public static CompressionResult RunUntil(Recipe recipe, JobOptions? options, DataSplit? data, CancellationToken cancellation) =>
        CompressionJob.Run(Network, data ?? Data, InputSpecification.Raw, recipe, options ?? Options(), null, cancellation);
}
