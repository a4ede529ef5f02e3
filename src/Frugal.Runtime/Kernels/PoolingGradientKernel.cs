using Frugal.Graphs;
using Frugal.Kernels;

namespace Frugal.Runtime.Kernels;

/// <summary>Gradients of pooling, plane by plane.</summary>
internal sealed class PoolingGradientKernel : Kernel
{
    public override IReadOnlyList<OperatorId> Operators =>
        [OperatorId.Frugal("MaxPoolGradient"), OperatorId.Frugal("AveragePoolGradient"), OperatorId.Frugal("GlobalAveragePoolGradient")];

    public override Step? Bind(KernelQuery query)
    {
        Operand dy = query.Inputs[0]!, dx = query.Outputs[0]!;
        if (!query.IsFloat32 || PoolingKernel.WindowOf(query.Attributes, dx.Shape) is not { } pool) return null;
        int inputPlane = pool.InputPlane, outputPlane = (int)dy.Shape.Product(2, dy.Shape.Rank);
        bool includePadding = query.Attributes.Flag("count_include_pad", false);
        Operand second = query.Inputs[1]!;
        RangeStep.Body body = query.Node.Operator.Id.Name switch
        {
            "MaxPoolGradient" => (in Buffers b, int start, int count) => Pooling.MaximumGradient(
                b.Of<float>(dy).Slice(start * outputPlane, count * outputPlane), b.Of<int>(second).Slice(start * outputPlane, count * outputPlane),
                b.Of<float>(dx).Slice(start * inputPlane, count * inputPlane), inputPlane, outputPlane),
            "AveragePoolGradient" => (in Buffers b, int start, int count) => Pooling.AverageGradient(
                pool, b.Of<float>(dy).Slice(start * outputPlane, count * outputPlane), b.Of<float>(dx).Slice(start * inputPlane, count * inputPlane), includePadding),
            _ => (in Buffers b, int start, int count) => Pooling.GlobalAverageGradient(
                b.Of<float>(dy).Slice(start, count), b.Of<float>(dx).Slice(start * inputPlane, count * inputPlane), inputPlane),
        };
        return new RangeStep(dx.Shape[0] * dx.Shape[1], inputPlane, $"pooling gradient {dx.Shape}", body);
    }
}
