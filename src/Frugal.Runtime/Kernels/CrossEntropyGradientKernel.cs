using Frugal.Graphs;
using Frugal.Kernels;

namespace Frugal.Runtime.Kernels;

/// <summary>The gradient of <see cref="CrossEntropyKernel"/>: (p − target) · dloss / (samples · temperature).</summary>
internal sealed class CrossEntropyGradientKernel : Kernel
{
    public override IReadOnlyList<OperatorId> Operators => [OperatorId.Frugal("SoftmaxCrossEntropyGradient")];

    public override Step? Bind(KernelQuery query)
    {
        Operand dloss = query.Inputs[0]!, probabilities = query.Inputs[1]!, labels = query.Inputs[2]!, dz = query.Outputs[0]!;
        if (!CrossEntropyKernel.Fits(query, probabilities, labels, query.Input(3)) || dloss.Shape.Count != 1) return null;
        int columns = dz.Shape[1];
        float smoothing = query.Attributes.Float("label_smoothing", 0);
        float share = 1 / (dz.Shape[0] * query.Attributes.Float("temperature", 1));
        return new RangeStep(dz.Shape[0], columns, $"cross-entropy gradient {dz.Shape}", (in Buffers b, int start, int count) =>
        {
            ReadOnlySpan<float> scale = [b.Of<float>(dloss)[0] * share];
            CrossEntropy.Gradient<int>(b.Of<float>(probabilities).Slice(start * columns, count * columns), b.Of<int>(labels).Slice(start, count), scale,
                b.Of<float>(dz).Slice(start * columns, count * columns), columns, smoothing);
        });
    }
}
