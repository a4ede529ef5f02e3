using Frugal.Coding;
using Frugal.Graphs;
using Frugal.Tensors;
using Frugal.Training;

namespace Frugal.Compression;

/// <summary>
/// Iterative magnitude pruning: remove the smallest weights, retrain the rest from their trained values, repeat (Han, Pool, Tran, Dally 2015,
/// "Learning both Weights and Connections for Efficient Neural Networks"). How much of each layer goes follows from its sensitivity. Rounds go
/// on while the validation loss of accuracy stays within the allowance; the last good round is the result.
/// </summary>
public sealed class MagnitudePruning : CompressionMethod
{
    /// <summary>The share of a whole run's training that all rounds together get when the settings do not say.</summary>
    private const double ShareOfRun = 0.65;

    private MagnitudePruning() { }

    /// <summary>The method.</summary>
    public static MagnitudePruning Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "magnitude-pruning";

    /// <inheritdoc/>
    public override Outcome Apply(Network network, MethodSettings settings, MethodContext context)
    {
        var own = (MagnitudePruningSettings)settings;
        CompressibleLayer[] layers = [.. CompressibleLayer.In(network).Where(l => l.Count >= own.SmallestLayer)];
        if (layers.Length == 0 || !context.CanTrain)
            return new Outcome(network, own with { Rounds = [] }, layers.Length == 0 ? "no layer is large enough to be pruned" : "skipped: there are no training data");
        TrainingBudget budget = BudgetPlanner.Resolve(own.Training, network, context, ShareOfRun / own.MaximumRounds);
        return own.Rounds is { } rounds
            ? Replay(network, own, budget, layers, rounds, context)
            : Search(network, own, budget, layers, context);
    }

    private static Outcome Replay(Network network, MagnitudePruningSettings own, TrainingBudget budget, CompressibleLayer[] layers,
        IReadOnlyList<IReadOnlyDictionary<string, double>> rounds, MethodContext context)
    {
        Network current = network;
        for (int i = 0; i < rounds.Count; i++) current = Round(current, layers, rounds[i], budget, $"pruning round {i + 1}", context);
        return new Outcome(current, own with { Training = budget }, Summary(layers, rounds));
    }

    private static Outcome Search(Network network, MagnitudePruningSettings own, TrainingBudget budget, CompressibleLayer[] layers, MethodContext context)
    {
        if (context.Judge is not { } judge) throw new CompressionException("Pruning with retraining needs validation data.");
        var sensitivity = Sensitivity.Measure(network, layers, context, SensitivitySamples(network, layers, context));
        context.Tables.Add(sensitivity.ToTable());
        var rounds = new List<IReadOnlyDictionary<string, double>>();
        Network best = network;
        double density = own.StartDensity;
        for (int round = 0; round < own.MaximumRounds; round++, density *= own.Factor)
        {
            var densities = sensitivity.Allocate(density);
            Network candidate = Round(best, layers, densities, budget, $"pruning round {round + 1} to {density:P1} of the weights", context);
            Judgement judgement = judge.Of(candidate);
            bool accepted = context.Accepts(judgement);
            long size = FrugalFile.Size(WeightExpression.RemoveMasks(candidate));
            context.Candidates.Add(new CandidatePoint("magnitude-pruning", $"{density:P1} kept", size, judgement, accepted));
            if (!accepted) break;
            best = candidate;
            rounds.Add(densities);
            context.Offer(new Outcome(best, own with { Training = budget, Rounds = [.. rounds] }, Summary(layers, rounds)));
        }
        context.Tables.Add(RatesTable(layers, rounds));
        return new Outcome(best, own with { Training = budget, Rounds = rounds }, Summary(layers, rounds));
    }

    private static Network Round(Network network, CompressibleLayer[] layers, IReadOnlyDictionary<string, double> densities, TrainingBudget budget,
        string activity, MethodContext context)
    {
        Network masked = WeightExpression.RemoveMasks(network);
        var policies = new Dictionary<string, LeafPolicy>();
        foreach (CompressibleLayer layer in layers)
        {
            DenseTensor weights = masked.Graph.Find(layer.Weight)!.Constant!;
            WeightExpression.AddMask(masked, layer.Weight, MagnitudeMask.Keep(weights, densities[layer.Weight]), straightThrough: false);
            policies[layer.Weight] = LeafPolicy.Trained with { ProjectionMask = WeightExpression.MaskName(layer.Weight) };
        }
        return context.Train(masked, budget, activity, policies);
    }

    // Enough samples to tell layers apart, within about 0.2 T multiply-accumulates for all points.
    private static int SensitivitySamples(Network network, CompressibleLayer[] layers, MethodContext context)
    {
        double perSample = BudgetPlanner.MultiplyAccumulates(network, context) * (double)layers.Length * Sensitivity.Densities.Count;
        return (int)Math.Clamp(2e11 / perSample, 200, 2000);
    }

    private static string Summary(CompressibleLayer[] layers, IReadOnlyList<IReadOnlyDictionary<string, double>> rounds)
    {
        if (rounds.Count == 0) return "no round stayed within the allowance";
        double kept = layers.Sum(l => l.Count * rounds[^1][l.Weight]) / layers.Sum(l => l.Count);
        return $"{rounds.Count} rounds, {kept:P2} of the weights kept";
    }

    private static ReportTable RatesTable(CompressibleLayer[] layers, IReadOnlyList<IReadOnlyDictionary<string, double>> rounds) => new(
        "Share of weights kept after each accepted round",
        ["layer", "weights", .. rounds.Select((_, i) => $"round {i + 1}")],
        [.. layers.Select(l => (IReadOnlyList<string>)[l.Node, $"{l.Count:N0}", .. rounds.Select(r => $"{r[l.Weight]:P2}")])]);
}
