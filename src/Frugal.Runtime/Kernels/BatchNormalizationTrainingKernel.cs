using Frugal.Graphs;
using Frugal.Kernels;

namespace Frugal.Runtime.Kernels;

/// <summary>Batch normalisation by the batch's own statistics, channel by channel.</summary>
internal sealed class BatchNormalizationTrainingKernel : Kernel
{
    public override IReadOnlyList<OperatorId> Operators => [OperatorId.Frugal("BatchNormalizationTraining")];

    public override Step? Bind(KernelQuery query)
    {
        if (!query.IsFloat32 || query.Outputs.Count != 5 || query.Outputs.Any(o => o is null) || query.Inputs[0]!.Shape.Rank < 2) return null;
        Operand x = query.Inputs[0]!, gamma = query.Inputs[1]!, beta = query.Inputs[2]!, oldMean = query.Inputs[3]!, oldVariance = query.Inputs[4]!;
        Operand y = query.Outputs[0]!, mean = query.Outputs[1]!, deviation = query.Outputs[2]!, newMean = query.Outputs[3]!, newVariance = query.Outputs[4]!;
        var shape = new ChannelShape(x.Shape[0], x.Shape[1], (int)x.Shape.Product(2, x.Shape.Rank));
        float epsilon = query.Attributes.Float("epsilon", 1e-5f), kept = query.Attributes.Float("momentum", 0.9f);
        return new RangeStep(shape.Channels, (long)shape.Samples * shape.Inner, $"batch normalisation {x.Shape}, batch statistics", (in Buffers b, int start, int count) =>
        {
            b.Of<float>(oldMean).Slice(start, count).CopyTo(b.Of<float>(newMean)[start..]);
            b.Of<float>(oldVariance).Slice(start, count).CopyTo(b.Of<float>(newVariance)[start..]);
            Frugal.Kernels.BatchNormalization.TrainingForward(shape, b.Of<float>(x), b.Of<float>(gamma), b.Of<float>(beta), b.Of<float>(y),
                b.Of<float>(mean), b.Of<float>(deviation), b.Of<float>(newMean), b.Of<float>(newVariance), epsilon, 1 - kept, start, count);
        });
    }
}
