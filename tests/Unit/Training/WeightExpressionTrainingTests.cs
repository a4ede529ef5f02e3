using Frugal.Graphs;
using Frugal.Tensors;
using Frugal.Training;
using Xunit;
using static Frugal.Tests.Training.TrainingSamples;

namespace Frugal.Tests.Training;

/// <summary>Fine-tuning of compressed weights is ordinary training of the expressions' leaves.</summary>
public sealed class WeightExpressionTrainingTests
{
    private static readonly TrainerSettings Settings = new()
    {
        BatchSize = 20,
        Steps = 12,
        Optimizer = new Sgd { LearningRate = 0.05, WeightDecay = 0.01 },
    };

    [Fact]
    public void Masked_weights_stay_positive_zero_under_momentum_and_decay()
    {
        (Network network, string weight, string mask) = Masked("masked");
        bool[] kept = network.Graph.Find(mask)!.Constant!.Span<bool>().ToArray();
        var leaves = new Dictionary<string, LeafPolicy> { [weight] = new() { ProjectionMask = mask } };
        Trainer trainer = Trainer(network, Quarters(60), Settings with { Leaves = leaves });
        trainer.AfterStep = context =>
        {
            Span<float> weights = context.State<float>(weight);
            for (int i = 0; i < kept.Length; i++)
                if (!kept[i]) Assert.Equal(0u, BitConverter.SingleToUInt32Bits(weights[i]));
        };
        Run(trainer);
        float[] before = Leaf(network, weight), after = Leaf(trainer.Snapshot(), weight);
        Assert.All(Enumerable.Range(0, kept.Length).Where(i => kept[i]), i => Assert.NotEqual(before[i], after[i]));
    }

    [Fact]
    public void Masked_weights_without_projection_get_no_gradient()
    {
        (Network network, string weight, string mask) = Masked("masked");
        bool[] kept = network.Graph.Find(mask)!.Constant!.Span<bool>().ToArray();
        Trainer trainer = Trainer(network, Quarters(60), Settings);
        trainer.AfterStep = context =>
        {
            ReadOnlySpan<float> gradient = context.Gradient(weight);
            for (int i = 0; i < kept.Length; i++)
                if (!kept[i]) Assert.Equal(0, gradient[i]);
        };
        Run(trainer);
    }

    [Fact]
    public void Straight_through_masks_let_weights_return()
    {
        (Network network, string weight, string mask) = Masked("straight-through");
        bool[] kept = network.Graph.Find(mask)!.Constant!.Span<bool>().ToArray();
        int masked = Array.IndexOf(kept, false);
        Trainer trainer = Trainer(network, Quarters(60), Settings);
        var lossWeights = new List<float>();
        trainer.AfterStep = context =>
        {
            lossWeights.Add(context.State<float>(weight)[masked]);
            if (context.Step == 6) context.State<bool>(mask)[masked] = true;
        };
        Run(trainer);
        Assert.True(lossWeights.Distinct().Count() > 6); // it learns while masked
        Network trained = trainer.Snapshot();
        Assert.True(trained.Graph.Find(mask)!.Constant!.Span<bool>()[masked]);
        Assert.False(network.Graph.Find(mask)!.Constant!.Span<bool>()[masked]);
        Assert.NotEqual(0, Leaf(trained, weight)[masked]);
    }

    [Fact]
    public void Centroids_move_and_the_zero_entry_stays()
    {
        Network network = Dense();
        Graph graph = network.Graph;
        Node layer = graph.Nodes.First(n => n.Operator.Id.Name == "Gemm");
        Shape shape = layer.Inputs[1]!.Constant!.Shape;
        float[] centroids = [0, -0.2f, -0.05f, 0.05f, 0.2f];
        Value codebook = graph.AddInitializer("codebook", DenseTensor.Vector(centroids));
        DenseTensor indices = DenseTensor.Zeros(ElementType.UInt8, shape);
        var random = new RandomStream(4);
        foreach (ref byte index in indices.Bytes) index = (byte)random.NextInt32(5);
        Value coded = graph.AddInitializer("indices", indices);
        Node lookup = graph.InsertNode(0, OperatorTable.Get(OperatorId.Frugal("Lookup")), [codebook, coded], ["shared"], NodeAttributes.Of(("fixed_zero", 1L)));
        ShapeInference.Run(lookup);
        graph.SetInput(layer, 1, lookup.Output);
        graph.RemoveUnused();

        Trainer trainer = Trainer(network, Quarters(60), Settings with { BatchSize = 20 });
        Assert.Contains("codebook", trainer.TrainedLeaves);
        Run(trainer);
        float[] after = Leaf(trainer.Snapshot(), "codebook");
        Assert.Equal(0u, BitConverter.SingleToUInt32Bits(after[0]));
        for (int i = 1; i < 5; i++) Assert.NotEqual(centroids[i], after[i]);
        Assert.True(indices.Bytes.SequenceEqual(trainer.Snapshot().Graph.Find("indices")!.Constant!.Bytes));
    }

    private static (Network Network, string Weight, string Mask) Masked(string gradient)
    {
        Network network = Dense();
        Value weight = network.Graph.Nodes.First(n => n.Operator.Id.Name == "Gemm").Inputs[1]!;
        DenseTensor mask = DenseTensor.Zeros(ElementType.Bool, weight.Constant!.Shape);
        var random = new RandomStream(8);
        foreach (ref bool kept in mask.Span<bool>()) kept = random.NextInt32(4) == 0;
        Wrap(network, weight, "Mask", network.Graph.AddInitializer("mask", mask), ("gradient", gradient));
        return (network, weight.Name, "mask");
    }

    private static void Run(Trainer trainer) => trainer.Run(null, TestContext.Current.CancellationToken);
}
