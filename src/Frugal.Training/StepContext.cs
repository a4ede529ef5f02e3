using Frugal.Runtime;
using Frugal.Tensors;

namespace Frugal.Training;

/// <summary>What a method sees between two training steps: it may change values, never shapes.</summary>
public readonly ref struct StepContext
{
    private readonly Plan plan;
    private readonly Func<string, DenseTensor> gradients;

    internal StepContext(long step, long totalSteps, Plan plan, Func<string, DenseTensor> gradients, RandomStream random)
    {
        Step = step;
        TotalSteps = totalSteps;
        this.plan = plan;
        this.gradients = gradients;
        Random = random;
    }

    /// <summary>The number of updates made so far, this step's included.</summary>
    public long Step { get; }

    /// <summary>The number of steps of the whole run.</summary>
    public long TotalSteps { get; }

    /// <summary>Random numbers that depend on the seed and the step alone.</summary>
    public RandomStream Random { get; }

    /// <summary>The elements of a leaf: weights, masks, indices.</summary>
    public Span<T> State<T>(string leaf) where T : unmanaged => plan.State<T>(leaf);

    /// <summary>The gradient of a trained leaf in this step.</summary>
    public ReadOnlySpan<float> Gradient(string leaf) => gradients(leaf).Span<float>();
}
