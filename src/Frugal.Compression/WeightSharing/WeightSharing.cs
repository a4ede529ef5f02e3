using Frugal.Clustering;
using Frugal.Coding;
using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Compression;

/// <summary>
/// Weight sharing (Han, Mao, Dally 2016, "Deep Compression"): the non-zero weights of each layer share a few values, found by exact
/// one-dimensional k-means and then trained, each by the sum of its members' gradients. Biases are shared as well. Codebooks are
/// rounded to float16 at the end.
/// </summary>
public sealed class WeightSharing : CompressionMethod
{
    private const double ShareOfRun = 0.05;
    private const int LevelsWithoutData = 31;

    private WeightSharing() { }

    /// <summary>The method.</summary>
    public static WeightSharing Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "weight-sharing";

    /// <inheritdoc/>
    public override Outcome Apply(Network network, MethodSettings settings, MethodContext context)
    {
        var own = (WeightSharingSettings)settings;
        CompressibleLayer[] layers = [.. CompressibleLayer.In(network)];
        if (layers.Length == 0) return new Outcome(network, own with { Levels = 0 }, "there is no layer to share weights in");
        TrainingBudget? budget = context.CanTrain && own.Training.Epochs != 0 ? BudgetPlanner.Resolve(own.Training, network, context, ShareOfRun) : null;
        if (own.Levels is { } decided) return Outcome(Build(network, layers, decided, own, budget, context), own, decided, budget);
        if (context.Judge is not { } judge)
            return Outcome(Build(network, layers, LevelsWithoutData, own, null, context), own, LevelsWithoutData, null);
        context.Tables.Add(StartsTable(network, layers, own, context));
        Network? shared = null;
        foreach (int levels in own.LevelChoices)
        {
            shared = Build(network, layers, levels, own, budget, context);
            Judgement judgement = judge.Of(shared);
            bool accepted = context.Accepts(judgement);
            context.Candidates.Add(new CandidatePoint("weight-sharing", $"{levels} levels", FrugalFile.Size(shared), judgement, accepted));
            if (accepted) return Outcome(shared, own, levels, budget);
        }
        return Outcome(shared!, own, own.LevelChoices[^1], budget);
    }

    private static Outcome Outcome(Network shared, WeightSharingSettings own, int levels, TrainingBudget? budget) =>
        new(shared, own with { Levels = levels, Training = budget ?? new TrainingBudget { Epochs = 0 } }, $"{levels} levels a layer, {own.BiasLevels} a bias");

    private static Network Build(Network network, CompressibleLayer[] layers, int levels, WeightSharingSettings own, TrainingBudget? budget, MethodContext context)
    {
        Network shared = network.Clone();
        var random = new RandomStream(context.Seed).Split("weight sharing");
        foreach (CompressibleLayer layer in layers)
        {
            SharedWeights.Share(shared, layer.Weight, levels, own.Start, random.Split(layer.Weight));
            if (layer.Bias is { } bias && shared.Graph.Find(bias) is { IsConstant: true })
                SharedWeights.Share(shared, bias, own.BiasLevels, own.Start, random.Split(bias));
        }
        shared = WeightExpression.RemoveMasks(shared);
        if (budget is not null)
            shared = context.Train(shared, budget with { LearningRate = budget.LearningRate / 20, WeightDecay = 0 }, $"training the centroids of {levels} levels", CentroidPolicies(shared));
        return SharedWeights.RoundCodebooks(shared);
    }

    // A centroid's gradient is the sum over its members; a rate divided by the root of their mean number keeps steps comparable with those of single weights.
    private static Dictionary<string, Frugal.Training.LeafPolicy> CentroidPolicies(Network network)
    {
        var policies = new Dictionary<string, Frugal.Training.LeafPolicy>();
        foreach (Node node in network.Graph.Nodes)
        {
            if (node.Operator.Id != OperatorId.Frugal("Lookup")) continue;
            DenseTensor codebook = node.Inputs[0]!.Constant!, indices = node.Inputs[1]!.Constant!;
            double members = indices.ToLongs().Count(i => i != 0) / (double)Math.Max(1, codebook.Count - 1);
            policies[node.Inputs[0]!.Name] = Frugal.Training.LeafPolicy.Trained with { LearningRateScale = 1 / Math.Sqrt(Math.Max(1, members)), WeightDecay = false };
        }
        return policies;
    }

    // How the start of the clustering matters, before any training: squared error and validation loss.
    private static ReportTable StartsTable(Network network, CompressibleLayer[] layers, WeightSharingSettings own, MethodContext context)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (int levels in own.LevelChoices)
            foreach (ScalarKMeansStart start in Enum.GetValues<ScalarKMeansStart>())
            {
                Network shared = network.Clone();
                double error = layers.Sum(l => SharedWeights.Share(shared, l.Weight, levels, start, new RandomStream(context.Seed).Split("starts")));
                Judgement judgement = context.Judge!.Of(shared);
                rows.Add([$"{levels}", start.ToString().ToLowerInvariant(), $"{error:0.0000}", $"{judgement.Loss:0.0000}", $"{judgement.Errors}"]);
            }
        return new ReportTable("Start of the clustering, before the centroids are trained",
            ["levels", "start", "squared error", "validation loss", "validation errors"], rows);
    }
}
