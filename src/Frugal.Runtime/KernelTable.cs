using Frugal.Graphs;
using Frugal.Runtime.Kernels;

namespace Frugal.Runtime;

/// <summary>The tuned kernels, the preferred one of an operator first. A line here puts a kernel to use and to the tests.</summary>
public static class KernelTable
{
    private static readonly ILookup<OperatorId, Kernel> ByOperator =
        All().SelectMany(k => k.Operators.Select(id => (id, k))).ToLookup(p => p.id, p => p.k);

    /// <summary>The kernels of an operator.</summary>
    public static IEnumerable<Kernel> For(OperatorId id) => ByOperator[id];

    /// <summary>The operators that have a tuned kernel.</summary>
    public static IEnumerable<OperatorId> Operators => ByOperator.Select(g => g.Key);

    private static IEnumerable<Kernel> All() =>
    [
        new GemmKernel(),
        new FewPositionsConvolutionKernel(),
        new ConvolutionKernel(),
        new ConvolutionGradientKernel(),
        new ElementwiseKernel(),
        new ActivationGradientKernel(),
        new PoolingKernel(),
        new PoolingGradientKernel(),
        new SoftmaxKernel(),
        new CrossEntropyKernel(),
        new CrossEntropyGradientKernel(),
        new MaskKernel(),
        new LookupGradientKernel(),
        new LookupKernel(),
        new SplitKernel(),
        new ConcatKernel(),
        new MovementGradientKernel(),
        new TransposeKernel(),
        new MovementKernel(),
        new ReductionKernel(),
        new MatMulKernel(),
        new RecurrentKernel(),
        new CastKernel(),
        new IntegerKernel(),
        new LayerNormalizationKernel(),
        new FourierKernel(),
        new IntegerMatMulKernel(),
        new IntegerConvolutionKernel(),
        new BatchNormalizationKernel(),
        new BatchNormalizationTrainingKernel(),
        new BatchNormalizationGradientKernel(),
    ];
}
