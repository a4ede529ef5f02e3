namespace Frugal.Kernels;

/// <summary>
/// A float32 convolution of one shape, Y = activation(W ∗ X + bias + residual), NCHW in and out. Immutable and safe to share; memory
/// belongs to the caller.
/// </summary>
/// <remarks>
/// For each image and group, Y [outputs × positions] = W [outputs × inputs · taps] · patches [inputs · taps × positions]. The patches of a few panels of
/// positions and a block of channels are gathered into scratch memory and multiplied by the GEMM micro-kernel; gathering costs one load and
/// one store for as many multiply-adds as there are outputs. Depthwise convolutions go plane by plane instead. Work is divided by shape only: any
/// order of the tiles on any number of threads gives the same bits.
/// </remarks>
public sealed unsafe class ConvolutionPlan
{
    // Steps of a panel: with 16 columns 16 KiB, half of a first-level cache.
    private const int LargestSteps = 320;
    // Patches of a tile, of one block of channels: a part of the second-level cache.
    private const int PatchBytes = 160 << 10;
    // Weights that pass over a panel: another part of it.
    private const int WeightBytes = 128 << 10;
    // Few images are divided further: down to so many panels of positions, for each of which the weights pass by,
    // and down to so many outputs, for which patches are gathered anew.
    private const int DesiredTiles = 4;
    private const int FewestPanels = 3;
    private const int FewestOutputs = 96;
    // Planes of a depthwise convolution are grouped up to this many multiply-adds.
    private const long DepthwiseWork = 1 << 18;

    private readonly MatrixKernels kernels;
    private readonly TileFinish finish;
    private readonly PatchMap? patches;
    private readonly DepthwisePlane? plane;
    private readonly int channelBlocks, positionTiles, outputTiles, tilePlanes, planeTiles;

    private ConvolutionPlan(ConvolutionShape shape, ConvolutionOptions options, MatrixKernels kernels)
    {
        Shape = shape;
        Options = options;
        this.kernels = kernels;
        finish = new TileFinish(1, false, options.Bias ? BiasKind.PerRow : BiasKind.None, options.Residual, options.Epilogue);
        if (shape.OutputLength == 0) return;
        if (shape.IsDepthwise)
        {
            plane = new DepthwisePlane(shape, kernels.Width);
            tilePlanes = (int)Math.Clamp(DepthwiseWork / ((long)shape.OutputPositions * shape.Taps), 1, shape.OutputChannels);
            planeTiles = (shape.OutputChannels + tilePlanes - 1) / tilePlanes;
            Tiles = shape.Batch * planeTiles;
            ScratchBytes = Scratch.Bytes(plane.Length);
            return;
        }

        patches = new PatchMap(shape, kernels.Width);
        int largestChannels = Math.Max(1, LargestSteps / shape.Taps);
        channelBlocks = Math.Max(1, (shape.GroupInputs + largestChannels - 1) / largestChannels);
        long panelBytes = (long)PanelFloats * sizeof(float);
        int largestPanels = (int)Math.Clamp(PatchBytes / Math.Max(1, panelBytes), 1, patches.Panels);
        positionTiles = (patches.Panels + largestPanels - 1) / largestPanels;
        positionTiles = Math.Max(positionTiles, Math.Min(patches.Panels / FewestPanels, DesiredTiles / (shape.Batch * shape.Groups)));
        outputTiles = 1;
        while (shape.Batch * shape.Groups * positionTiles * outputTiles < DesiredTiles && shape.GroupOutputs / (2 * outputTiles) >= FewestOutputs) outputTiles *= 2;
        Tiles = checked(shape.Batch * shape.Groups * positionTiles * outputTiles);
        ScratchBytes = Scratch.Bytes(kernels.Rows * kernels.Columns, (long)TilePanels * PanelFloats);
    }

    /// <summary>The sizes.</summary>
    public ConvolutionShape Shape { get; }

    /// <summary>What is computed.</summary>
    public ConvolutionOptions Options { get; }

    /// <summary>Independent pieces of the result.</summary>
    public int Tiles { get; }

    /// <summary>Scratch memory that each running tile needs.</summary>
    public long ScratchBytes { get; }

    /// <summary>The size of packed weights.</summary>
    public long PackedWeightBytes => Shape.WeightLength * sizeof(float);

    private int GroupTerms => Shape.GroupInputs * Shape.Taps;

    private int LargestBlockSteps => (Shape.GroupInputs + channelBlocks - 1) / channelBlocks * Shape.Taps;

    private long PanelFloats => (long)LargestBlockSteps * kernels.Columns;

    private int TilePanels => (patches!.Panels + positionTiles - 1) / positionTiles;

    private int RowBlock => Math.Max(kernels.Rows, WeightBytes / sizeof(float) / Math.Max(1, LargestBlockSteps) / kernels.Rows * kernels.Rows);

    /// <summary>Plans a convolution.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="options">Bias, residual, activation, constant weights.</param>
    /// <param name="set">The instruction set; by default <see cref="InstructionSets.Current"/>.</param>
    /// <exception cref="ArgumentException">A size is out of range, or the groups do not divide the channels.</exception>
    public static ConvolutionPlan Create(ConvolutionShape shape, ConvolutionOptions options, InstructionSet? set = null)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(options);
        shape.Check();
        return new ConvolutionPlan(shape, options, MatrixKernels.For(set));
    }

    /// <summary>Brings constant weights into the order that the kernels read.</summary>
    /// <param name="weights">W in ONNX's layout.</param>
    /// <param name="packed">Receives <see cref="PackedWeightBytes"/> bytes.</param>
    public void PackWeights(ReadOnlySpan<float> weights, Span<float> packed)
    {
        ConvolutionOperands.Check(weights.Length, Shape.WeightLength, "W");
        ConvolutionOperands.Check(packed.Length, Shape.WeightLength, "packed W");
        if (patches == null)
        {
            weights[..(int)Shape.WeightLength].CopyTo(packed);
            return;
        }

        fixed (float* source = weights, target = packed)
        {
            for (int group = 0; group < Shape.Groups; group++)
            {
                for (int tile = 0; tile < outputTiles; tile++) PackOutputs(source, target, group, tile);
            }
        }
    }

    /// <summary>Computes one tile of Y.</summary>
    /// <param name="tile">Which one, below <see cref="Tiles"/>.</param>
    /// <param name="x">X.</param>
    /// <param name="weights">W; packed when constant.</param>
    /// <param name="bias">A value for each output channel, or empty.</param>
    /// <param name="residual">A tensor in Y's layout, or empty.</param>
    /// <param name="y">Y.</param>
    /// <param name="scratch">At least <see cref="ScratchBytes"/>, used by no other tile at the same time; need not be cleared.</param>
    public void RunTile(int tile, ReadOnlySpan<float> x, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, ReadOnlySpan<float> residual, Span<float> y, Span<byte> scratch)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)tile, (uint)Tiles, nameof(tile));
        ConvolutionOperands.Check(x.Length, Shape.InputLength, "X");
        ConvolutionOperands.Check(weights.Length, Shape.WeightLength, "W");
        ConvolutionOperands.Check(y.Length, Shape.OutputLength, "Y");
        if (Options.Bias) ConvolutionOperands.Check(bias.Length, Shape.OutputChannels, "the bias");
        if (Options.Residual) ConvolutionOperands.Check(residual.Length, Shape.OutputLength, "the residual");
        fixed (float* xStart = x, weightStart = weights, biasStart = bias, residualStart = residual, yStart = y)
        fixed (byte* scratchStart = scratch)
        {
            var memory = new Scratch(scratchStart, scratch.Length);
            Run(tile, xStart, weightStart, biasStart, residualStart, yStart, ref memory);
        }
    }

    /// <summary>A tile, all memory pinned and checked.</summary>
    internal void Run(int tile, float* x, float* weights, float* bias, float* residual, float* y, ref Scratch memory)
    {
        if (plane != null) RunPlanes(tile, x, weights, bias, residual, y, ref memory);
        else RunProduct(tile, x, weights, bias, residual, y, ref memory);
    }

    private void RunProduct(int tile, float* x, float* weights, float* bias, float* residual, float* y, ref Scratch memory)
    {
        int outputTile = tile % outputTiles, rest = tile / outputTiles;
        int positionTile = rest % positionTiles;
        rest /= positionTiles;
        int group = rest % Shape.Groups, image = rest / Shape.Groups;

        int firstPanel = RowGroups.Start(patches!.Panels, positionTiles, positionTile), panels = RowGroups.Size(patches.Panels, positionTiles, positionTile);
        int firstPosition = firstPanel * kernels.Columns;
        int outputs = RowGroups.Size(Shape.GroupOutputs, outputTiles, outputTile);
        int firstOutput = group * Shape.GroupOutputs + RowGroups.Start(Shape.GroupOutputs, outputTiles, outputTile);
        nint yOffset = ((nint)image * Shape.OutputChannels + firstOutput) * Shape.OutputPositions + firstPosition;
        float* groupInput = x + ((nint)image * Shape.InputChannels + group * Shape.GroupInputs) * Shape.Positions;
        float* tileWeights = weights + (nint)firstOutput * GroupTerms;

        float* sums = memory.Floats(kernels.Rows * kernels.Columns);
        float* packed = memory.Floats((long)TilePanels * PanelFloats);
        int rowBlocks = RowGroups.Count(outputs, RowBlock);
        for (int i = 0, channel = 0; i < channelBlocks; i++)
        {
            int channels = RowGroups.Size(Shape.GroupInputs, channelBlocks, i), steps = channels * Shape.Taps;
            for (int panel = 0; panel < panels; panel++)
                kernels.PackPatches(patches, firstPanel + panel, groupInput + (nint)channel * Shape.Positions, Shape.Positions, channels, packed + (nint)panel * steps * kernels.Columns, kernels.Columns);

            for (int j = 0, output = 0; j < rowBlocks; j++)
            {
                int rows = RowGroups.Size(outputs, rowBlocks, j);
                var block = new BlockOperands
                {
                    A = Options.ConstantWeights
                        ? tileWeights + (nint)output * GroupTerms + (nint)rows * channel * Shape.Taps
                        : tileWeights + (nint)output * GroupTerms + (nint)channel * Shape.Taps,
                    ARow = Options.ConstantWeights ? 0 : GroupTerms,
                    AStep = 1,
                    Rows = rows,
                    B = packed,
                    BPanel = (nint)steps * kernels.Columns,
                    BStep = kernels.Columns,
                    Columns = Math.Min(panels * kernels.Columns, Shape.OutputPositions - firstPosition),
                    Steps = steps,
                    C = y + yOffset + (nint)output * Shape.OutputPositions,
                    CRow = Shape.OutputPositions,
                    Bias = bias + (Options.Bias ? firstOutput + output : 0),
                    Residual = residual + (Options.Residual ? yOffset + (nint)output * Shape.OutputPositions : 0),
                    Tile = sums,
                };
                BlockMultiply.Run(kernels, block, finish.ForPass(i == 0, i == channelBlocks - 1));
                output += rows;
            }

            channel += channels;
        }
    }

    private void RunPlanes(int tile, float* x, float* weights, float* bias, float* residual, float* y, ref Scratch memory)
    {
        int image = tile / planeTiles, first = tile % planeTiles * tilePlanes;
        int last = Math.Min(first + tilePlanes, Shape.OutputChannels);
        float* padded = memory.Floats(plane!.Length);
        new Span<float>(padded, checked((int)plane.Length)).Clear();
        TileTarget target = finish.Target();
        bool whole = Shape is { KernelHeight: 3, KernelWidth: 3, DilationHeight: 1 };
        var kernel = whole && Shape.StrideHeight == 1 ? kernels.Depthwise3x3 : whole && Shape.StrideHeight == 2 ? kernels.Depthwise3x3Stride2 : kernels.Depthwise;
        int filled = -1;
        for (int output = first; output < last; output++)
        {
            int input = output / Shape.GroupOutputs;
            if (input != filled) kernels.FillPlane(plane, x + ((nint)image * Shape.InputChannels + input) * Shape.Positions, padded);
            filled = input;
            nint at = ((nint)image * Shape.OutputChannels + output) * Shape.OutputPositions;
            target.C = y + at;
            target.Bias = bias + (Options.Bias ? output : 0);
            target.Residual = Options.Residual ? residual + at : target.C;
            kernel(plane, padded, weights + (nint)output * Shape.Taps, &target);
        }
    }

    // The order in which RunProduct reads: output tiles, row blocks, channel blocks, groups of rows, steps, rows.
    private void PackOutputs(float* source, float* target, int group, int tile)
    {
        int outputs = RowGroups.Size(Shape.GroupOutputs, outputTiles, tile);
        int firstOutput = group * Shape.GroupOutputs + RowGroups.Start(Shape.GroupOutputs, outputTiles, tile);
        int rowBlocks = RowGroups.Count(outputs, RowBlock);
        for (int j = 0, output = firstOutput; j < rowBlocks; j++)
        {
            int rows = RowGroups.Size(outputs, rowBlocks, j), groups = RowGroups.Count(rows, kernels.Rows);
            float* to = target + (nint)output * GroupTerms;
            for (int i = 0, start = 0; i < channelBlocks; i++)
            {
                int steps = RowGroups.Size(Shape.GroupInputs, channelBlocks, i) * Shape.Taps;
                for (int g = 0, row = output; g < groups; g++)
                {
                    int size = RowGroups.Size(rows, groups, g);
                    for (int p = 0; p < steps; p++)
                    {
                        for (int r = 0; r < size; r++) *to++ = source[(nint)(row + r) * GroupTerms + start + p];
                    }

                    row += size;
                }

                start += steps;
            }

            output += rows;
        }
    }
}
