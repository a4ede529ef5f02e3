using System.Diagnostics;
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
    private const int LevelsWithoutData = 31;
    // So much of a step's limited time may one training take: two candidates and what else is to do.
    private const double ShareOfTime = 0.35;
    private static readonly TrainingBudget NoTraining = new() { Epochs = 0 };

    private WeightSharing() { }

    /// <summary>The method.</summary>
    public static WeightSharing Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "weight-sharing";

    internal override double TimeWeight => 2;

    /// <inheritdoc/>
    public override Outcome Apply(Network network, MethodSettings settings, MethodContext context)
    {
        var own = (WeightSharingSettings)settings;
        CompressibleLayer[] layers = [.. CompressibleLayer.In(network)];
        if (layers.Length == 0) return new Outcome(network, own with { Levels = 0 }, "there is no layer to share weights in");
        TrainingBudget budget = context.CanTrain && own.Training.Epochs != 0 ? BudgetPlanner.Resolve(own.Training, network, context, BudgetPlanner.Centroids) : NoTraining;
        if (own.Levels is { } decided) return Share(network, layers, decided, own, budget, context);
        if (context.Judge is null) return Share(network, layers, LevelsWithoutData, own, NoTraining, context);
        return Search(network, layers, own, budget, context);
    }

    private static Outcome Search(Network network, CompressibleLayer[] layers, WeightSharingSettings own, TrainingBudget budget, MethodContext context)
    {
        if (budget.Epochs > 0) budget = context.Fit(budget, Untrained(network, layers, own.LevelChoices[0], own, context), ShareOfTime);
        Outcome shared = new(network, own, "");
        TimeSpan longest = TimeSpan.Zero;
        foreach (int levels in own.LevelChoices)
        {
            bool last = levels == own.LevelChoices[^1];
            // Without time to train a candidate only the finest sharing has a chance.
            bool trains = budget.Epochs > 0 && !context.IsTimeUp && context.HasTimeFor("training centroids", longest);
            if (!trains && !last) continue;
            var watch = Stopwatch.StartNew();
            try
            {
                shared = Share(network, layers, levels, own, trains ? budget : NoTraining, context);
            }
            catch (OperationCanceledException)
            {
                return Share(network, layers, own.LevelChoices[^1], own, NoTraining, context);
            }
            Judgement judgement = context.Judge!.Of(shared.Network);
            bool accepted = context.Accepts(judgement);
            context.Candidates.Add(new CandidatePoint("weight-sharing", $"{levels} levels", FrugalFile.Size(shared.Network), judgement, accepted));
            longest = watch.Elapsed > longest ? watch.Elapsed : longest;
            if (accepted) break;
        }
        if (!context.IsTimeUp) context.Tables.Add(StartsTable(network, layers, ((WeightSharingSettings)shared.Resolved).Levels!.Value, context));
        return shared;
    }

    private static Outcome Share(Network network, CompressibleLayer[] layers, int levels, WeightSharingSettings own, TrainingBudget budget, MethodContext context)
    {
        Network shared = Untrained(network, layers, levels, own, context);
        if (budget.Epochs > 0)
        {
            // The rate that trained single weights is far too high for values that many weights share.
            TrainingBudget gentle = budget with { LearningRate = budget.LearningRate / 20, WeightDecay = 0 };
            TrainedNetwork trained = context.TrainWithinTime(shared, gentle, $"training the centroids of {levels} levels", CentroidPolicies(shared));
            double reduction = gentle.LearningRate!.Value / trained.Budget.LearningRate!.Value; // 1 but where the training diverged at first
            (shared, budget) = (trained.Network, budget with { StoppedAfter = trained.Budget.StoppedAfter, LearningRate = budget.LearningRate / reduction });
        }
        return new Outcome(SharedWeights.RoundCodebooks(shared), own with { Levels = levels, Training = budget }, $"{levels} levels a layer, {own.BiasLevels} a bias");
    }

    private static Network Untrained(Network network, CompressibleLayer[] layers, int levels, WeightSharingSettings own, MethodContext context)
    {
        Network shared = network.Clone();
        var random = new RandomStream(context.Seed).Split("weight sharing");
        foreach (CompressibleLayer layer in layers)
        {
            SharedWeights.Share(shared, layer.Weight, levels, own.Start, random.Split(layer.Weight));
            if (layer.Bias is { } bias && shared.Graph.Find(bias) is { IsConstant: true })
                SharedWeights.Share(shared, bias, own.BiasLevels, own.Start, random.Split(bias));
        }
        return WeightExpression.RemoveMasks(shared);
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
    private static ReportTable StartsTable(Network network, CompressibleLayer[] layers, int levels, MethodContext context)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (ScalarKMeansStart start in Enum.GetValues<ScalarKMeansStart>())
        {
            if (context.IsTimeUp) break;
            context.Report(new JobActivity($"comparing starts of the clustering", rows.Count / 4.0));
            Network shared = network.Clone();
            double error = layers.Sum(l => SharedWeights.Share(shared, l.Weight, levels, start, new RandomStream(context.Seed).Split("starts")));
            Judgement judgement = context.Judge!.Of(shared);
            rows.Add([$"{levels}", start.ToString().ToLowerInvariant(), $"{error:0.0000}", $"{judgement.Loss:0.0000}", $"{judgement.Errors}"]);
        }
        return new ReportTable("Start of the clustering, before the centroids are trained",
            ["levels", "start", "squared error", "validation loss", "validation errors"], rows);
    }
}
