using Frugal.Runtime;
using Frugal.Tensors;

namespace Frugal.Training;

/// <summary>A leaf that the optimizer changes, with its gradient and what the update rule remembers of it.</summary>
internal sealed class TrainedLeaf
{
    private readonly DenseTensor? mask;

    public TrainedLeaf(string name, Plan plan, DenseTensor gradient, TrainerSettings settings)
    {
        Name = name;
        Weights = plan.StateTensor(name);
        Gradient = gradient;
        LeafPolicy policy = settings.Leaves.GetValueOrDefault(name, LeafPolicy.Trained);
        LearningRateScale = policy.LearningRateScale;
        Decays = policy.WeightDecay ?? Weights.Shape.Rank >= 2;
        mask = policy.ProjectionMask is { } maskName ? plan.StateTensor(maskName) : null;
        Moments = [.. Enumerable.Range(0, settings.Optimizer.MomentCount).Select(_ => DenseTensor.Zeros(ElementType.Float32, Weights.Shape))];
    }

    private TrainedLeaf(TrainedLeaf source, DenseTensor gradient)
    {
        (Name, Weights, Gradient, Moments, mask) = (source.Name, source.Weights, gradient, source.Moments, source.mask);
        (LearningRateScale, Decays) = (source.LearningRateScale, source.Decays);
    }

    public string Name { get; }

    public DenseTensor Weights { get; }

    public DenseTensor Gradient { get; }

    public IReadOnlyList<DenseTensor> Moments { get; }

    public double LearningRateScale { get; }

    public bool Decays { get; }

    /// <summary>The same leaf, weights and moments shared, with the gradient of another plan.</summary>
    public TrainedLeaf WithGradient(DenseTensor gradient) => new(this, gradient);

    public ReadOnlySpan<byte> Mask => mask is null ? default : mask.Bytes;
}
