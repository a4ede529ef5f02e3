using Frugal.Graphs;
using Frugal.Kernels;

namespace Frugal.Runtime.Kernels;

/// <summary>The gradients of batch normalisation by batch statistics, channel by channel.</summary>
internal sealed class BatchNormalizationGradientKernel : Kernel
{
    public override IReadOnlyList<OperatorId> Operators => [OperatorId.Frugal("BatchNormalizationGradient")];

    public override Step? Bind(KernelQuery query)
    {
        if (!query.IsFloat32 || query.Inputs[1]!.Shape.Rank < 2) return null;
        Operand dy = query.Inputs[0]!, x = query.Inputs[1]!, gamma = query.Inputs[2]!, mean = query.Inputs[3]!, deviation = query.Inputs[4]!;
        var shape = new ChannelShape(x.Shape[0], x.Shape[1], (int)x.Shape.Product(2, x.Shape.Rank));
        Operand? Output(int index) => index < query.Outputs.Count ? query.Outputs[index] : null;
        Operand? dx = Output(0), dGamma = Output(1) ?? query.Workspace(shape.Channels * sizeof(float)), dBeta = Output(2) ?? query.Workspace(shape.Channels * sizeof(float));
        return new RangeStep(shape.Channels, (long)shape.Samples * shape.Inner, $"batch normalisation gradient {x.Shape}", (in Buffers b, int start, int count) =>
            Frugal.Kernels.BatchNormalization.TrainingGradient(shape, b.Of<float>(x), b.Of<float>(dy), b.Of<float>(gamma), b.Of<float>(mean), b.Of<float>(deviation),
                b.OfOptional<float>(dx), b.Floats(dGamma), b.Floats(dBeta), start, count));
    }
}
