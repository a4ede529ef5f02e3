using Frugal.Graphs;
using Frugal.Training;

namespace Frugal.Compression;

/// <summary>Trains what can be trained of a network as it stands: weights under their masks, codebooks, biases. As a step on an uncompressed network it is the control.</summary>
public sealed class FineTuning : CompressionMethod
{
    private const double ShareOfRun = 0.2;

    private FineTuning() { }

    /// <summary>The method.</summary>
    public static FineTuning Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "fine-tuning";

    /// <inheritdoc/>
    public override Outcome Apply(Network network, MethodSettings settings, MethodContext context)
    {
        var own = (FineTuningSettings)settings;
        if (!context.CanTrain) return new Outcome(network, own, "skipped: there are no training data");
        TrainingBudget budget = context.Fit(BudgetPlanner.Resolve(own.Training, network, context, ShareOfRun), network, 0.9);
        TrainedNetwork trained = context.TrainWithinTime(network, budget, "fine-tuning", Policies(network));
        return new Outcome(trained.Network, own with { Training = trained.Budget }, $"{budget.Epochs} epochs");
    }

    /// <summary>Policies that keep masked weights at zero.</summary>
    internal static Dictionary<string, LeafPolicy> Policies(Network network)
    {
        var policies = new Dictionary<string, LeafPolicy>();
        foreach (Node node in network.Graph.Nodes)
            if (node.Operator.Id == OperatorId.Frugal("Mask") && node.Attributes.Text("gradient", "masked") == "masked")
                policies[node.Inputs[0]!.Name] = LeafPolicy.Trained with { ProjectionMask = node.Inputs[1]!.Name };
        return policies;
    }
}
