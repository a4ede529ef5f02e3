using System.Diagnostics;
using Frugal.Coding;
using Frugal.Graphs;
using Frugal.Tensors;
using Frugal.Training;

namespace Frugal.Compression;

/// <summary>
/// Iterative magnitude pruning: remove the smallest weights, retrain the rest from their trained values, repeat (Han, Pool, Tran, Dally 2015,
/// "Learning both Weights and Connections for Efficient Neural Networks"). How much of each layer goes follows from its sensitivity; within a round
/// weights go step by step while training (Zhu and Gupta 2017, "To Prune, or Not to Prune"). By default each density that is tried begins with the dense network,
/// so that all have had the same training as the control; the sparsest whose loss of accuracy on validation data stays within the allowance is the result.
/// </summary>
public sealed class MagnitudePruning : CompressionMethod
{
    // Weight sharing afterwards costs something, too.
    private const double AllowanceShare = 0.8;
    private const int MostStepsBetweenRemovals = 50;
    private const int FewestRemovals = 20;
    // Densities nearer to each other than this are not told apart.
    private const double Close = 0.7;
    // Two rounds fit into a step's limited time; a third one is tried when there is time left.
    private const double RoundShareOfTime = 0.42;

    private MagnitudePruning() { }

    /// <summary>The method.</summary>
    public static MagnitudePruning Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "magnitude-pruning";

    internal override double TimeWeight => 6;

    /// <inheritdoc/>
    public override Outcome Apply(Network network, MethodSettings settings, MethodContext context)
    {
        var own = (MagnitudePruningSettings)settings;
        CompressibleLayer[] layers = [.. CompressibleLayer.In(network).Where(l => l.Count >= own.SmallestLayer)];
        if (layers.Length == 0 || !context.CanTrain)
            return new Outcome(network, own with { Rounds = [] }, layers.Length == 0 ? "no layer is large enough to be pruned" : "skipped: nothing could be trained");
        own = own with { Training = BudgetPlanner.Resolve(own.Training, network, context, BudgetPlanner.PruningRound) };
        return own.Rounds is null ? Search(network, own, layers, context) : Replay(network, own, layers, context);
    }

    private static Outcome Replay(Network network, MagnitudePruningSettings own, CompressibleLayer[] layers, MethodContext context)
    {
        Network current = network;
        for (int i = 0; i < own.Rounds!.Count; i++)
        {
            // Only the last round can have been ended by a time limit: no other follows one that was.
            TrainingBudget training = i < own.Rounds.Count - 1 ? own.Training with { StoppedAfter = null } : own.Training;
            current = Prune(current, layers, own.Rounds[i], own with { Training = training }, $"pruning round {i + 1} of {own.Rounds.Count}", context).Network;
        }
        return new Outcome(current, own, Summary(layers, own.Rounds));
    }

    private static Outcome Search(Network network, MagnitudePruningSettings own, CompressibleLayer[] layers, MethodContext context)
    {
        Judge judge = context.Judge ?? throw new CompressionException("Pruning with retraining needs validation data.");
        var sensitivity = Sensitivity.Measure(network, layers, context, SensitivitySamples(network, layers, context));
        context.Tables.Add(sensitivity.ToTable());
        own = own with { Training = context.Fit(own.Training, Masked(network, layers), RoundShareOfTime) };
        var best = new Outcome(network, own with { Rounds = [] }, Summary(layers, []));
        double density = own.StartDensity;
        double leastGood = double.NaN, mostBad = double.NaN;
        TimeSpan longest = TimeSpan.Zero;
        for (int i = 0; i < own.MaximumRounds && density < 0.8; i++)
        {
            if (i > 0 && !context.HasTimeFor("pruning round", longest)) break;
            var watch = Stopwatch.StartNew();
            var densities = sensitivity.Allocate(density);
            TrainedNetwork candidate = Prune(own.FromDense ? network : best.Network, layers, densities, own, $"pruning to {density:P1} of the weights", context);
            if (Try(candidate.Network, $"{density:P1} kept", judge, context))
            {
                IReadOnlyList<IReadOnlyDictionary<string, double>> rounds = own.FromDense ? [densities] : [.. ((MagnitudePruningSettings)best.Resolved).Rounds!, densities];
                best = new Outcome(candidate.Network, own with { Rounds = rounds, Training = candidate.Budget }, Summary(layers, rounds));
                context.Offer(best);
                leastGood = density;
            }
            else
            {
                mostBad = density;
            }
            if (candidate.Budget.StoppedAfter is not null || NextDensity(leastGood, mostBad, own) is not { } next) break;
            density = next;
            longest = watch.Elapsed > longest ? watch.Elapsed : longest;
        }
        context.Tables.Add(RatesTable(layers, ((MagnitudePruningSettings)best.Resolved).Rounds!));
        return best;
    }

    // Fewer weights while that is good enough, more while it is not, and between the two then; null: they are close enough.
    private static double? NextDensity(double leastGood, double mostBad, MagnitudePruningSettings own)
    {
        if (double.IsNaN(mostBad)) return leastGood * own.Factor;
        if (double.IsNaN(leastGood)) return mostBad * 2;
        return own.FromDense && mostBad < leastGood * Close ? Math.Sqrt(leastGood * mostBad) : null;
    }

    private static bool Try(Network candidate, string label, Judge judge, MethodContext context)
    {
        Judgement judgement = judge.Of(candidate);
        bool accepted = context.Accepts(judgement, AllowanceShare);
        long size = FrugalFile.Size(WeightExpression.RemoveMasks(candidate));
        context.Candidates.Add(new CandidatePoint("magnitude-pruning", label, size, judgement, accepted));
        return accepted;
    }

    // Removes weights step by step: s(t) = s_end + (s_start − s_end)(1 − t)³ over the first part of the round.
    private static TrainedNetwork Prune(Network network, CompressibleLayer[] layers, IReadOnlyDictionary<string, double> densities, MagnitudePruningSettings own,
        string activity, MethodContext context)
    {
        Network masked = WeightExpression.RemoveMasks(network);
        Dictionary<string, double> before = layers.ToDictionary(l => l.Weight, l => Density(masked, l.Weight));
        Dictionary<string, LeafPolicy> policies = AddMasks(masked, layers);
        return context.TrainWithinTime(masked, own.Training, activity, policies, step =>
        {
            double last = Math.Max(1, own.RemovalShare * step.TotalSteps);
            long every = Math.Clamp(step.TotalSteps / FewestRemovals, 1, MostStepsBetweenRemovals);
            if (step.Step % every != 0 || step.Step >= last + every) return;
            double remaining = Math.Pow(1 - Math.Min(1, step.Step / last), 3);
            foreach (CompressibleLayer layer in layers)
            {
                double target = Math.Min(densities[layer.Weight], before[layer.Weight]);
                MagnitudeMask.Keep(step.State<float>(layer.Weight), target + (before[layer.Weight] - target) * remaining,
                    step.State<byte>(WeightExpression.MaskName(layer.Weight)));
            }
        });
    }

    private static Network Masked(Network network, CompressibleLayer[] layers)
    {
        Network masked = WeightExpression.RemoveMasks(network);
        AddMasks(masked, layers);
        return masked;
    }

    // Masks that keep what is not zero now.
    private static Dictionary<string, LeafPolicy> AddMasks(Network network, CompressibleLayer[] layers)
    {
        var policies = new Dictionary<string, LeafPolicy>();
        foreach (CompressibleLayer layer in layers)
        {
            DenseTensor weights = network.Graph.Find(layer.Weight)!.Constant!;
            WeightExpression.AddMask(network, layer.Weight, MagnitudeMask.Keep(weights, Density(network, layer.Weight)), straightThrough: false);
            policies[layer.Weight] = LeafPolicy.Trained with { ProjectionMask = WeightExpression.MaskName(layer.Weight) };
        }
        return policies;
    }

    private static double Density(Network network, string weight)
    {
        ReadOnlySpan<float> weights = network.Graph.Find(weight)!.Constant!.Span<float>();
        int zeros = System.MemoryExtensions.Count(weights, 0f);
        return 1 - (double)zeros / weights.Length;
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
