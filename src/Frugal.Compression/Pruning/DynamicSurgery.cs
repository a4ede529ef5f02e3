using Frugal.Graphs;
using Frugal.Tensors;
using Frugal.Training;

namespace Frugal.Compression;

/// <summary>
/// Dynamic network surgery (Guo, Yao, Chen 2016, "Dynamic Network Surgery for Efficient DNNs"): while training, weights below 0.9 τ are
/// masked and masked weights above 1.1 τ come back. Masked weights go on being trained, so that a wrong cut can heal. τ is frozen
/// at the start: mean + c · deviation of the magnitudes of each layer.
/// </summary>
public sealed class DynamicSurgery : CompressionMethod
{
    private const double ShareOfRun = 0.5;

    private DynamicSurgery() { }

    /// <summary>The method.</summary>
    public static DynamicSurgery Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "dynamic-surgery";

    /// <inheritdoc/>
    public override Outcome Apply(Network network, MethodSettings settings, MethodContext context)
    {
        var own = (DynamicSurgerySettings)settings;
        if (!context.CanTrain) return new Outcome(network, own, "skipped: there are no training data");
        Network masked = WeightExpression.RemoveMasks(network);
        var thresholds = new Dictionary<string, double>();
        foreach (CompressibleLayer layer in CompressibleLayer.In(masked).Where(l => l.Count >= own.SmallestLayer))
        {
            DenseTensor weights = masked.Graph.Find(layer.Weight)!.Constant!;
            if (ThresholdOf(weights.Span<float>(), own.Threshold) is not { } threshold) continue;
            thresholds[layer.Weight] = threshold;
            DenseTensor mask = DenseTensor.Zeros(ElementType.Bool, weights.Shape);
            mask.Bytes.Fill(1);
            WeightExpression.AddMask(masked, layer.Weight, mask, straightThrough: true);
        }
        TrainingBudget budget = context.Fit(BudgetPlanner.Resolve(own.Training, network, context, ShareOfRun), masked, 0.9);
        (Network trained, budget) = context.TrainWithinTime(masked, budget, "dynamic surgery", afterStep: step => Operate(step, thresholds, own));
        double kept = thresholds.Keys.Sum(w => (double)WeightExpression.Mask(trained, w)!.Bytes.ToArray().Count(m => m != 0));
        double all = thresholds.Keys.Sum(w => (double)WeightExpression.Mask(trained, w)!.Count);
        return new Outcome(trained, own with { Training = budget }, $"{kept / Math.Max(1, all):P2} of the weights kept");
    }

    /// <summary>τ of a layer over its surviving weights, or null where there are none.</summary>
    internal static double? ThresholdOf(ReadOnlySpan<float> weights, double c)
    {
        double sum = 0, squares = 0;
        long count = 0;
        foreach (float w in weights)
        {
            if (w == 0) continue;
            sum += Math.Abs(w);
            squares += (double)w * w;
            count++;
        }
        if (count == 0) return null;
        double mean = sum / count;
        return Math.Max(mean + c * Math.Sqrt(Math.Max(0, squares / count - mean * mean)), 0);
    }

    /// <summary>Cuts what fell below 0.9 τ and splices what rose above 1.1 τ; between the two nothing changes.</summary>
    internal static void Splice(ReadOnlySpan<float> weights, Span<byte> mask, double threshold)
    {
        double cut = 0.9 * threshold, splice = 1.1 * threshold;
        for (int i = 0; i < mask.Length; i++)
        {
            double magnitude = Math.Abs(weights[i]);
            if (mask[i] != 0 && magnitude <= cut) mask[i] = 0;
            else if (mask[i] == 0 && magnitude > splice) mask[i] = 1;
        }
    }

    private static void Operate(StepContext step, Dictionary<string, double> thresholds, DynamicSurgerySettings own)
    {
        if (step.Step > own.StopAt * step.TotalSteps) return;
        RandomStream random = step.Random;
        foreach (var (weight, threshold) in thresholds)
            if (random.NextDouble() < Math.Pow(1 + own.Gamma * step.Step, -own.Power))
                Splice(step.State<float>(weight), step.State<byte>(WeightExpression.MaskName(weight)), threshold);
    }
}
