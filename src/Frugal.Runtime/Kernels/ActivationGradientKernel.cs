using Frugal.Graphs;
using Frugal.Kernels;

namespace Frugal.Runtime.Kernels;

/// <summary>Gradients of activations: dx = dy · f′, from the forward input or output.</summary>
internal sealed class ActivationGradientKernel : Kernel
{
    private static readonly Dictionary<OperatorId, Func<NodeAttributes, (GradientFunction Function, float Alpha, float Beta)?>> Functions = new()
    {
        [OperatorId.Frugal("ReluGradient")] = _ => (GradientFunction.Relu, 0, 0),
        [OperatorId.Frugal("LeakyReluGradient")] = a => (GradientFunction.LeakyRelu, a.Float("alpha", 0.01f), 0),
        [OperatorId.Frugal("SigmoidGradient")] = _ => (GradientFunction.Sigmoid, 0, 0),
        [OperatorId.Frugal("TanhGradient")] = _ => (GradientFunction.Tanh, 0, 0),
        [OperatorId.Frugal("HardSigmoidGradient")] = a => (GradientFunction.HardSigmoid, a.Float("alpha", 0.2f), a.Float("beta", 0.5f)),
        [OperatorId.Frugal("HardSwishGradient")] = _ => (GradientFunction.HardSwish, 0, 0),
        [OperatorId.Frugal("EluGradient")] = a => (GradientFunction.Elu, a.Float("alpha", 1), 0),
        [OperatorId.Frugal("SoftplusGradient")] = _ => (GradientFunction.Softplus, 0, 0),
    };

    public override IReadOnlyList<OperatorId> Operators => [.. Functions.Keys];

    public override Step? Bind(KernelQuery query)
    {
        if (!query.IsFloat32 || Functions[query.Node.Operator.Id](query.Attributes) is not { } gradient) return null;
        Operand dy = query.Inputs[0]!, source = query.Inputs[1]!, dx = query.Outputs[0]!;
        if (dy.Shape != dx.Shape || source.Shape != dx.Shape) return null;
        return new RangeStep(dx.Shape.Count, 1, $"{gradient.Function} gradient {dx.Shape}", (in Buffers buffers, int start, int count) => Elementwise.Gradient(
            gradient.Function, buffers.Of<float>(dy).Slice(start, count), buffers.Of<float>(source).Slice(start, count),
            buffers.Of<float>(dx).Slice(start, count), gradient.Alpha, gradient.Beta), inPlaceInput: 0);
    }
}
