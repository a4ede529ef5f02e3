using Frugal.Data;
using Frugal.Graphs;
using Frugal.Tensors;
using Frugal.Training;

namespace Frugal.Compression;

/// <summary>Chooses how long to train from the cost of the network and the size of the data, without a clock.</summary>
internal static class BudgetPlanner
{
    // Multiply-accumulates of forward passes that a whole run may spend: about ten minutes on two cores of 2021, less for small networks.
    private const double WholeRun = 6e12;
    private const int ShallowLayers = 5;
    private const long DepthwiseCost = 8;
    private const double MostEpochs = 180;
    private const double FewestEpochs = 8;

    /// <summary>The share of a whole run's training that one pruning round gets.</summary>
    public const double PruningRound = 0.28;

    /// <summary>The share that the training of one set of centroids gets.</summary>
    public const double Centroids = 0.05;

    /// <summary>The control is trained for as long as a result that took one pruning round and one training of its centroids.</summary>
    public const double Control = PruningRound + Centroids;

    /// <summary>Epochs for a share of a whole run.</summary>
    public static double Epochs(Network network, MethodContext context, double share)
    {
        double perEpoch = TrainingCost(network, context.Data!.Train!, context.Input) * (double)context.Data!.Train!.Count;
        return Math.Round(context.TrainingScale * share * Math.Clamp(WholeRun / perEpoch, FewestEpochs, MostEpochs), 3);
    }

    /// <summary>The budget with what is null filled in.</summary>
    public static TrainingBudget Resolve(TrainingBudget budget, Network network, MethodContext context, double share)
    {
        bool images = context.Data!.Train!.IsImages;
        bool colour = images && context.Data.Train.SampleShape[0] == 3;
        return budget with
        {
            Epochs = budget.Epochs ?? Epochs(network, context, share),
            LearningRate = budget.LearningRate ?? RateFor(context.Original),
            BatchSize = budget.BatchSize ?? Math.Clamp(context.Data.Train.Count / 100, 16, 128),
            Shift = budget.Shift ?? (images ? Math.Clamp(context.Data.Train.SampleShape[2] / 16, 1, 4) : 0),
            Flip = budget.Flip ?? colour,
            WeightDecay = budget.WeightDecay ?? 1e-5,
            TeacherShare = budget.TeacherShare ?? (context.Data.Train.HasLabels ? 0 : 1),
        };
    }

    /// <summary>Multiply-accumulates of one sample.</summary>
    public static long MultiplyAccumulates(Network network, MethodContext context) => MultiplyAccumulates(network, context.Data!.Train!, context.Input);

    /// <summary>Multiply-accumulates of one sample.</summary>
    public static long MultiplyAccumulates(Network network, DataSet train, InputSpecification input) => Costs(network, train, input).Sum(c => c.Cost);

    /// <summary>Multiply-accumulates of one sample as an ordinary layer would need in the time that training takes: depthwise gradients run at a small share of the peak.</summary>
    public static long TrainingCost(Network network, DataSet train, InputSpecification input) =>
        Costs(network, train, input).Sum(c => c.Node.Attributes.Int("group", 1) > 1 ? DepthwiseCost * c.Cost : c.Cost);

    private static IEnumerable<(Node Node, long Cost)> Costs(Network network, DataSet train, InputSpecification input)
    {
        Network single = network.Clone();
        var batch = new Batch(input);
        train.Read([0], batch);
        ShapeInference.Specialize(single.Graph, [batch.InputTensor.Shape]);
        return single.Graph.Nodes.Select(n => (n, n.Operator.Cost(new CostContext(n)).MultiplyAccumulates));
    }

    // Normalised networks come with finished statistics, which are folded into the weights: a high rate would throw them away. Without normalisation only shallow networks stand a high
    // rate, which pruning wants, since the weights that stay must move far; convolutions share weights, whose gradients add up.
    private static double RateFor(Network network)
    {
        bool Has(string op) => network.Graph.Nodes.Any(n => n.Operator.Id == OperatorId.Onnx(op));
        if (Has("BatchNormalization")) return 0.01;
        double shallow = Has("Conv") ? 0.05 : 0.1;
        return CompressibleLayer.In(network).Count <= ShallowLayers ? shallow : 0.03;
    }
}
