namespace Frugal.Kernels;

/// <summary>The table of kernels: one instance an instruction set, one line a family of kernels.</summary>
internal sealed class KernelTable
{
    private static readonly KernelTable?[] tables = new KernelTable?[Enum.GetValues<InstructionSet>().Length];

    /// <summary>The kernels of the instruction set in use.</summary>
    public static KernelTable Current
    {
        get
        {
            InstructionSet set = InstructionSetScope.Active;
            return tables[(int)set] ?? (tables[(int)set] = Of(set));
        }
    }

    public required ElementwiseTable Elementwise { get; init; }
    public required SelectionKernels Selection { get; init; }
    public required ReductionKernels Reduction { get; init; }
    public required PoolingKernels Pooling { get; init; }
    public required NormalizationKernels Normalization { get; init; }
    public required OptimizerKernels Optimizer { get; init; }
    public required QuantizationKernels Quantization { get; init; }
    public required RecurrentKernels Recurrent { get; init; }

    private static KernelTable Of(InstructionSet set) => set switch
    {
        InstructionSet.Avx512 => Of<Vector512Lanes, WideLanes512>(),
        InstructionSet.Avx2 => Of<Vector256Lanes, WideLanes256>(),
        InstructionSet.Vector128 => Of<Vector128Lanes, WideLanes128>(),
        _ => Of<ScalarLanes, WideLanesScalar>(),
    };

    private static KernelTable Of<V, W>() where V : struct, ILanes<V> where W : struct, IWideLanes<W> => new()
    {
        Elementwise = ElementwiseTable.Of<V>(),
        Selection = new SelectionKernels<V>(),
        Reduction = new ReductionKernels<V, W>(),
        Pooling = new PoolingKernels<V>(),
        Normalization = new NormalizationKernels<V>(),
        Optimizer = new OptimizerKernels<V>(),
        Quantization = new QuantizationKernels<V>(),
        Recurrent = new RecurrentKernels<V>(),
    };
}
