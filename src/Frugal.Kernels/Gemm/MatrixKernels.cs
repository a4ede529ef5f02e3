using System.Runtime.Intrinsics;
using static Frugal.Kernels.Constant;

namespace Frugal.Kernels;

/// <summary>The GEMM and convolution kernels of one instruction set, and the sizes that their callers divide work by.</summary>
internal sealed unsafe class MatrixKernels
{
    // Sets with larger tiles have instructions to spare: theirs are wider.
    private const int MostPackedRows = 6;

    private static readonly MatrixKernels?[] tables = new MatrixKernels?[Enum.GetValues<InstructionSet>().Length];

    private readonly delegate*<byte*, nint, nint, byte*, nint, nint, TileTarget*, void>[] narrow, wide, narrowIndirect, wideIndirect;
    private readonly delegate*<byte*, nint, nint, byte*, nint, nint, TileTarget*, void>[]? narrowRows, wideRows, narrowInterleaved, wideInterleaved;
    private readonly delegate*<byte*, int*, int, nint, byte*, TileTarget*, void>[] narrowPatches, widePatches;
    private readonly delegate*<byte*, nint, NonzeroList, float*, bool, void>[] scaledRowSums;

    private MatrixKernels(InstructionSet set, int width, int rows, delegate*<byte*, nint, nint, byte*, nint, nint, TileTarget*, void>[][] tiles, delegate*<byte*, int*, int, nint, byte*, TileTarget*, void>[][] patches,
        delegate*<byte*, nint, NonzeroList, float*, bool, void>[] scaledRowSums)
    {
        Set = set;
        Width = width;
        Rows = rows;
        (narrow, wide, narrowIndirect, wideIndirect) = (tiles[0], tiles[1], tiles[2], tiles[3]);
        if (tiles.Length > 4) (narrowRows, wideRows, narrowInterleaved, wideInterleaved) = (tiles[4], tiles[5], tiles[6], tiles[7]);
        (narrowPatches, widePatches) = (patches[0], patches[1]);
        this.scaledRowSums = scaledRowSums;
    }

    /// <summary>The instruction set.</summary>
    public InstructionSet Set { get; }

    /// <summary>Vectors of the widest strip of <see cref="SumScaledRows"/>.</summary>
    public const int StripVectors = 13;

    /// <summary>Floats in a vector.</summary>
    public int Width { get; }

    /// <summary>Rows of the largest tile.</summary>
    public int Rows { get; }

    /// <summary>Columns of a tile and of a packed panel.</summary>
    public int Columns => 2 * Width;

    /// <summary><see cref="TileFinisher{V, O}.Finish"/>.</summary>
    public required delegate*<TileTarget*, int, void> Finish { get; init; }

    /// <summary><see cref="Packing{V, O}.PackRows"/>.</summary>
    public required delegate*<float*, nint, int, int, float*, void> PackRows { get; init; }

    /// <summary><see cref="Packing{V, O}.PackTransposed"/>.</summary>
    public required delegate*<float*, nint, int, int, float*, void> PackTransposed { get; init; }

    /// <summary><see cref="Packing{V, O}.PackTall"/>.</summary>
    public required delegate*<float*, nint, int, int, float*, void> PackTall { get; init; }

    /// <summary><see cref="RowKernel{V, O}.Panels"/>.</summary>
    public required delegate*<float*, nint, float*, nint, int, nint, float*, void> RowTimesPanels { get; init; }

    /// <summary><see cref="RowKernel{V, O}.Rows"/>.</summary>
    public required delegate*<float*, nint, float*, nint, int, nint, float*, void> RowTimesRows { get; init; }

    /// <summary><see cref="RowKernel{V, O}.Dots"/>.</summary>
    public required delegate*<float*, nint, int, float*, nint, float*, void> Dots { get; init; }

    /// <summary><see cref="PatchPacking{V, O}.Pack"/>.</summary>
    public required delegate*<PatchMap, int, float*, nint, int, float*, nint, void> PackPatches { get; init; }

    /// <summary><see cref="DepthwiseKernel{V, O}.Fill"/>.</summary>
    public required delegate*<DepthwisePlane, float*, float*, void> FillPlane { get; init; }

    /// <summary><see cref="DepthwiseKernel{V, O}.Extract"/>.</summary>
    public required delegate*<DepthwisePlane, float*, float*, void> ExtractPlane { get; init; }

    /// <summary><see cref="DepthwiseKernel{V, O}.Forward"/>.</summary>
    public required delegate*<DepthwisePlane, float*, float*, TileTarget*, void> Depthwise { get; init; }

    /// <summary><see cref="DepthwiseKernel{V, O}.Forward3x3{TStride}"/> at stride 1.</summary>
    public required delegate*<DepthwisePlane, float*, float*, TileTarget*, void> Depthwise3x3 { get; init; }

    /// <summary><see cref="DepthwiseKernel{V, O}.Forward3x3{TStride}"/> at stride 2.</summary>
    public required delegate*<DepthwisePlane, float*, float*, TileTarget*, void> Depthwise3x3Stride2 { get; init; }

    /// <summary><see cref="DepthwiseKernel{V, O}.InputGradient"/>.</summary>
    public required delegate*<DepthwisePlane, float*, float*, float*, void> DepthwiseInputGradient { get; init; }

    /// <summary><see cref="DepthwiseKernel{V, O}.AddPatches"/>.</summary>
    public required delegate*<DepthwisePlane, float*, float*, void> AddPatches { get; init; }

    /// <summary><see cref="DepthwiseKernel{V, O}.WeightGradient"/>.</summary>
    public required delegate*<DepthwisePlane, float*, float*, float*, void> DepthwiseWeightGradient { get; init; }

    /// <summary><see cref="DepthwiseLanes{V, O}.InputGradient"/>.</summary>
    public required delegate*<ConvolutionShape, int*, int*, float*, float*, float*, void> DepthwiseLanesInputGradient { get; init; }

    /// <summary><see cref="DepthwiseLanes{V, O}.WeightGradient"/>.</summary>
    public required delegate*<ConvolutionShape, int*, int*, float*, float*, float*, void> DepthwiseLanesWeightGradient { get; init; }

    /// <summary><see cref="RunCopy{V, O}.Copy"/>.</summary>
    public required delegate*<ChannelsLastPlanes, float*, float*, int, void> CopyRuns { get; init; }

    /// <summary>Winograd's convolution with tiles of 2 × 2 outputs.</summary>
    public required WinogradKernels Winograd2 { get; init; }

    /// <summary>Winograd's convolution with tiles of 4 × 4 outputs.</summary>
    public required WinogradKernels Winograd4 { get; init; }

    /// <summary><see cref="SumKernel{V, O}.AddTo"/>.</summary>
    public required delegate*<float*, float*, nint, void> AddTo { get; init; }

    /// <summary><see cref="SumKernel{V, O}.Sum"/>.</summary>
    public required delegate*<float*, nint, float> Sum { get; init; }

    /// <summary>The kernels of a set; those of <see cref="InstructionSets.Current"/> when none is named.</summary>
    /// <exception cref="PlatformNotSupportedException">The processor or runtime does not have the set.</exception>
    public static MatrixKernels For(InstructionSet? set)
    {
        InstructionSet chosen = set ?? InstructionSets.Current;
        if (!InstructionSets.IsSupported(chosen))
            throw new PlatformNotSupportedException($"The kernels of {chosen} cannot run here; supported: {string.Join(", ", InstructionSets.Supported)}.");
        return tables[(int)chosen] ??= chosen switch
        {
            InstructionSet.Avx512 => Build<Vector512<float>, Avx512KernelVector>(chosen, 14),
            InstructionSet.Avx2 => Build<Vector256<float>, Avx2KernelVector>(chosen, 6),
            InstructionSet.Vector128 => Build<Vector128<float>, Vector128KernelVector>(chosen, 6),
            _ => Build<float, ScalarKernelVector>(chosen, 6),
        };
    }

    /// <summary>The micro-kernel of a tile with so many rows and columns (both at least 1).</summary>
    public delegate*<byte*, nint, nint, byte*, nint, nint, TileTarget*, void> Multiply(int rows, int columns) =>
        columns > Width ? wide[rows] : narrow[rows];

    /// <summary>Likewise, where B is a packed panel and A either has its steps as neighbours or is packed with the rows of a step as neighbours.</summary>
    public delegate*<byte*, nint, nint, byte*, nint, nint, TileTarget*, void> MultiplyPacked(int rows, int columns, bool interleaved) =>
        (columns > Width ? interleaved ? wideInterleaved : wideRows : interleaved ? narrowInterleaved : narrowRows) is { } table ? table[rows] : Multiply(rows, columns);

    /// <summary>Likewise, with offsets to the steps of B.</summary>
    public delegate*<byte*, nint, nint, byte*, nint, nint, TileTarget*, void> MultiplyIndirect(int rows, int columns) =>
        columns > Width ? wideIndirect[rows] : narrowIndirect[rows];

    /// <summary>Likewise, with A in padded planes: <see cref="PatchKernel{V, O, TRows, TVectors}.Multiply"/>.</summary>
    public delegate*<byte*, int*, int, nint, byte*, TileTarget*, void> MultiplyPatches(int rows, int columns) =>
        columns > Width ? widePatches[rows] : narrowPatches[rows];

    /// <summary><see cref="ScaledRowSum{V, O, TVectors}.Run"/> for a strip of so many vectors, from 1 to <see cref="StripVectors"/>.</summary>
    public delegate*<byte*, nint, NonzeroList, float*, bool, void> SumScaledRows(int vectors) => scaledRowSums[vectors];

    private static MatrixKernels Build<V, O>(InstructionSet set, int rows)
        where V : struct
        where O : struct, IKernelVector<V> =>
        new(set, O.Width, rows,
            [
                Tiles<V, O, N1, N0>(), Tiles<V, O, N2, N0>(), Tiles<V, O, N1, N1>(), Tiles<V, O, N2, N1>(),
                .. rows > MostPackedRows ? [] : new[] { Packed<V, O, N1, N0>(), Packed<V, O, N2, N0>(), Packed<V, O, N1, N1>(), Packed<V, O, N2, N1>() },
            ],
            [Patches<V, O, N1>(), Patches<V, O, N2>()], ScaledRowSums<V, O>())
        {
            Finish = &TileFinisher<V, O>.Finish,
            PackRows = &Packing<V, O>.PackRows,
            PackTransposed = &Packing<V, O>.PackTransposed,
            PackTall = &Packing<V, O>.PackTall,
            RowTimesPanels = &RowKernel<V, O>.Panels,
            RowTimesRows = &RowKernel<V, O>.Rows,
            Dots = &RowKernel<V, O>.Dots,
            PackPatches = &PatchPacking<V, O>.Pack,
            FillPlane = &DepthwiseKernel<V, O>.Fill,
            ExtractPlane = &DepthwiseKernel<V, O>.Extract,
            Depthwise = &DepthwiseKernel<V, O>.Forward,
            Depthwise3x3 = &DepthwiseKernel<V, O>.Forward3x3<N1>,
            Depthwise3x3Stride2 = &DepthwiseKernel<V, O>.Forward3x3<N2>,
            DepthwiseInputGradient = &DepthwiseKernel<V, O>.InputGradient,
            AddPatches = &DepthwiseKernel<V, O>.AddPatches,
            DepthwiseWeightGradient = &DepthwiseKernel<V, O>.WeightGradient,
            DepthwiseLanesInputGradient = &DepthwiseLanes<V, O>.InputGradient,
            DepthwiseLanesWeightGradient = &DepthwiseLanes<V, O>.WeightGradient,
            CopyRuns = &RunCopy<V, O>.Copy,
            Winograd2 = WinogradKernels.Of<V, O, WinogradTransform2<V, O>>(),
            Winograd4 = WinogradKernels.Of<V, O, WinogradTransform4<V, O>>(),
            AddTo = &SumKernel<V, O>.AddTo,
            Sum = &SumKernel<V, O>.Sum,
        };

    // Indexed by rows. Every instance compiles for every set; a set asks for rows up to its own limit only.
    private static delegate*<byte*, nint, nint, byte*, nint, nint, TileTarget*, void>[] Tiles<V, O, TVectors, TIndirect>()
        where V : struct
        where O : struct, IKernelVector<V>
        where TVectors : struct, IConstant
        where TIndirect : struct, IConstant =>
    [
        null,
        &MicroKernel<V, O, N1, TVectors, TIndirect>.Multiply,
        &MicroKernel<V, O, N2, TVectors, TIndirect>.Multiply,
        &MicroKernel<V, O, N3, TVectors, TIndirect>.Multiply,
        &MicroKernel<V, O, N4, TVectors, TIndirect>.Multiply,
        &MicroKernel<V, O, N5, TVectors, TIndirect>.Multiply,
        &MicroKernel<V, O, N6, TVectors, TIndirect>.Multiply,
        &MicroKernel<V, O, N7, TVectors, TIndirect>.Multiply,
        &MicroKernel<V, O, N8, TVectors, TIndirect>.Multiply,
        &MicroKernel<V, O, N9, TVectors, TIndirect>.Multiply,
        &MicroKernel<V, O, N10, TVectors, TIndirect>.Multiply,
        &MicroKernel<V, O, N11, TVectors, TIndirect>.Multiply,
        &MicroKernel<V, O, N12, TVectors, TIndirect>.Multiply,
        &MicroKernel<V, O, N13, TVectors, TIndirect>.Multiply,
        &MicroKernel<V, O, N14, TVectors, TIndirect>.Multiply,
    ];

    private static delegate*<byte*, nint, nint, byte*, nint, nint, TileTarget*, void>[] Packed<V, O, TVectors, TInterleaved>()
        where V : struct
        where O : struct, IKernelVector<V>
        where TVectors : struct, IConstant
        where TInterleaved : struct, IConstant =>
    [
        null,
        &PackedMicroKernel<V, O, N1, TVectors, TInterleaved>.Multiply,
        &PackedMicroKernel<V, O, N2, TVectors, TInterleaved>.Multiply,
        &PackedMicroKernel<V, O, N3, TVectors, TInterleaved>.Multiply,
        &PackedMicroKernel<V, O, N4, TVectors, TInterleaved>.Multiply,
        &PackedMicroKernel<V, O, N5, TVectors, TInterleaved>.Multiply,
        &PackedMicroKernel<V, O, N6, TVectors, TInterleaved>.Multiply,
    ];

    private static delegate*<byte*, int*, int, nint, byte*, TileTarget*, void>[] Patches<V, O, TVectors>()
        where V : struct
        where O : struct, IKernelVector<V>
        where TVectors : struct, IConstant =>
    [
        null,
        &PatchKernel<V, O, N1, TVectors>.Multiply,
        &PatchKernel<V, O, N2, TVectors>.Multiply,
        &PatchKernel<V, O, N3, TVectors>.Multiply,
        &PatchKernel<V, O, N4, TVectors>.Multiply,
        &PatchKernel<V, O, N5, TVectors>.Multiply,
        &PatchKernel<V, O, N6, TVectors>.Multiply,
        &PatchKernel<V, O, N7, TVectors>.Multiply,
        &PatchKernel<V, O, N8, TVectors>.Multiply,
        &PatchKernel<V, O, N9, TVectors>.Multiply,
        &PatchKernel<V, O, N10, TVectors>.Multiply,
        &PatchKernel<V, O, N11, TVectors>.Multiply,
        &PatchKernel<V, O, N12, TVectors>.Multiply,
        &PatchKernel<V, O, N13, TVectors>.Multiply,
        &PatchKernel<V, O, N14, TVectors>.Multiply,
    ];

    private static delegate*<byte*, nint, NonzeroList, float*, bool, void>[] ScaledRowSums<V, O>()
        where V : struct
        where O : struct, IKernelVector<V> =>
    [
        null,
        &ScaledRowSum<V, O, N1>.Run,
        &ScaledRowSum<V, O, N2>.Run,
        &ScaledRowSum<V, O, N3>.Run,
        &ScaledRowSum<V, O, N4>.Run,
        &ScaledRowSum<V, O, N5>.Run,
        &ScaledRowSum<V, O, N6>.Run,
        &ScaledRowSum<V, O, N7>.Run,
        &ScaledRowSum<V, O, N8>.Run,
        &ScaledRowSum<V, O, N9>.Run,
        &ScaledRowSum<V, O, N10>.Run,
        &ScaledRowSum<V, O, N11>.Run,
        &ScaledRowSum<V, O, N12>.Run,
        &ScaledRowSum<V, O, N13>.Run,
    ];
}
