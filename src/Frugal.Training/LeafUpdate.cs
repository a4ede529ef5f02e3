using Frugal.Kernels;

namespace Frugal.Training;

/// <summary>Applies the update rule to all leaves, in pieces of fixed size so that threads share the work and the bits never depend on them.</summary>
internal sealed class LeafUpdate : ITileJob
{
    private const int PieceLength = 16 * 1024;

    private readonly IReadOnlyList<TrainedLeaf> leaves;
    private readonly Optimizer optimizer;
    private readonly (int Leaf, int Start, int Length)[] pieces;
    private double learningRate;
    private double? momentum;
    private long step;

    public LeafUpdate(IReadOnlyList<TrainedLeaf> leaves, Optimizer optimizer)
    {
        this.leaves = leaves;
        this.optimizer = optimizer;
        pieces = [.. leaves.SelectMany((leaf, i) => Pieces(i, (int)leaf.Weights.Count))];
    }

    public void Apply(WorkerPool pool, double rate, double? scheduledMomentum, long atStep, double? clipNorm)
    {
        learningRate = rate;
        momentum = scheduledMomentum;
        step = atStep;
        if (clipNorm is { } limit) Clip(limit);
        pool.Run(this, pieces.Length);
    }

    void ITileJob.Run(int tile, int worker)
    {
        var (index, start, length) = pieces[tile];
        TrainedLeaf leaf = leaves[index];
        optimizer.Update(new OptimizerRange
        {
            Weights = leaf.Weights.Span<float>().Slice(start, length),
            Gradient = leaf.Gradient.Span<float>().Slice(start, length),
            FirstMoment = leaf.Moments.Count > 0 ? leaf.Moments[0].Span<float>().Slice(start, length) : default,
            SecondMoment = leaf.Moments.Count > 1 ? leaf.Moments[1].Span<float>().Slice(start, length) : default,
            Mask = leaf.Mask.IsEmpty ? default : leaf.Mask.Slice(start, length),
            LearningRate = learningRate * leaf.LearningRateScale,
            WeightDecay = leaf.Decays ? optimizer.WeightDecay : 0,
            L1 = leaf.Decays ? optimizer.L1 : 0,
            Momentum = momentum,
            Step = step,
        });
    }

    private void Clip(double limit)
    {
        double squares = 0;
        foreach (TrainedLeaf leaf in leaves)
            foreach (float g in leaf.Gradient.Span<float>()) squares += (double)g * g;
        float scale = (float)Math.Min(1, limit / (Math.Sqrt(squares) + 1e-6));
        if (scale >= 1) return;
        foreach (TrainedLeaf leaf in leaves)
            foreach (ref float g in leaf.Gradient.Span<float>()) g *= scale;
    }

    private static IEnumerable<(int Leaf, int Start, int Length)> Pieces(int leaf, int count)
    {
        for (int start = 0; start < count; start += PieceLength) yield return (leaf, start, Math.Min(PieceLength, count - start));
    }
}
