using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>
/// Convolution as a product: for each image and group, Y [outputs × positions] = W [outputs × inputs · taps] · patches [inputs · taps × positions].
/// The patches of a few panels of positions and a block of channels are gathered into scratch memory and multiplied by the GEMM micro-kernel.
/// </summary>
/// <remarks>Gathering costs one load and one store for as many multiply-adds as there are outputs: little from about 64 of them on.</remarks>
internal sealed unsafe class PatchConvolution : IConvolutionMethod
{
    // Steps of a panel: with 16 columns 16 KiB, half of a first-level cache.
    private const int LargestSteps = 320;
    // Short panels that stay in the first-level cache together.
    private const int PassingFloats = 4 << 10;
    // Patches of a tile, of one block of channels: a part of the second-level cache.
    private const int PatchBytes = 160 << 10;
    // Weights that pass over a panel: another part of it.
    private const int WeightBytes = 128 << 10;
    // Few images are divided further: down to so many panels of positions, for each of which the weights pass by,
    // and down to so many outputs, for which patches are gathered anew.
    private const int DesiredTiles = 4;
    private const int FewestPanels = 3;
    private const int FewestOutputs = 96;

    private readonly ConvolutionShape shape;
    private readonly ConvolutionOptions options;
    private readonly MatrixKernels kernels;
    private readonly TileFinish finish;
    private readonly PatchMap patches;
    private readonly int channelBlocks, positionTiles, outputTiles;

    public PatchConvolution(ConvolutionShape shape, ConvolutionOptions options, MatrixKernels kernels)
    {
        this.shape = shape;
        this.options = options;
        this.kernels = kernels;
        finish = new TileFinish(1, false, options.Bias ? BiasKind.PerRow : BiasKind.None, options.Residual, options.Epilogue);
        patches = new PatchMap(shape, kernels.Width);
        int largestChannels = Math.Max(1, LargestSteps / shape.Taps);
        channelBlocks = Math.Max(1, (shape.GroupInputs + largestChannels - 1) / largestChannels);
        long panelBytes = PanelFloats * sizeof(float);
        int largestPanels = (int)Math.Clamp(PatchBytes / Math.Max(1, panelBytes), 1, patches.Panels);
        positionTiles = (patches.Panels + largestPanels - 1) / largestPanels;
        positionTiles = Math.Max(positionTiles, Math.Min(patches.Panels / FewestPanels, DesiredTiles / (shape.Batch * shape.Groups)));
        outputTiles = 1;
        while (shape.Batch * shape.Groups * positionTiles * outputTiles < DesiredTiles && shape.GroupOutputs / (2 * outputTiles) >= FewestOutputs) outputTiles *= 2;
        Tiles = checked(shape.Batch * shape.Groups * positionTiles * outputTiles);
        ScratchBytes = Scratch.Bytes(kernels.Rows * kernels.Columns, TilePanels * PanelFloats);
    }

    public int Tiles { get; }

    public long PackedFloats => shape.WeightLength;

    public string Name => "patches";

    public long ScratchBytes { get; }

    private int GroupTerms => shape.GroupInputs * shape.Taps;

    private int LargestBlockSteps => (shape.GroupInputs + channelBlocks - 1) / channelBlocks * shape.Taps;

    private long PanelFloats => (long)LargestBlockSteps * kernels.Columns;

    private int TilePanels => (patches.Panels + positionTiles - 1) / positionTiles;

    private int RowBlock => Math.Max(kernels.Rows, WeightBytes / sizeof(float) / Math.Max(1, LargestBlockSteps) / kernels.Rows * kernels.Rows);

    public void PackWeights(float* weights, float* packed)
    {
        for (int group = 0; group < shape.Groups; group++)
        {
            for (int tile = 0; tile < outputTiles; tile++) PackOutputs(weights, packed, group, tile);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int tile, in ConvolutionOperands operands, ref Scratch memory)
    {
        int outputTile = tile % outputTiles, rest = tile / outputTiles;
        int positionTile = rest % positionTiles;
        rest /= positionTiles;
        int group = rest % shape.Groups, image = rest / shape.Groups;

        int firstPanel = RowGroups.Start(patches.Panels, positionTiles, positionTile), panels = RowGroups.Size(patches.Panels, positionTiles, positionTile);
        int firstPosition = firstPanel * kernels.Columns;
        int outputs = RowGroups.Size(shape.GroupOutputs, outputTiles, outputTile);
        int firstOutput = group * shape.GroupOutputs + RowGroups.Start(shape.GroupOutputs, outputTiles, outputTile);
        nint yOffset = ((nint)image * shape.OutputChannels + firstOutput) * shape.OutputPositions + firstPosition;
        float* groupInput = operands.X + ((nint)image * shape.InputChannels + group * shape.GroupInputs) * shape.Positions;
        float* tileWeights = operands.Weights + (nint)firstOutput * GroupTerms;

        float* sums = memory.Floats(kernels.Rows * kernels.Columns);
        float* packed = memory.Floats((long)TilePanels * PanelFloats);
        int rowBlocks = RowGroups.Count(outputs, RowBlock);
        for (int i = 0, channel = 0; i < channelBlocks; i++)
        {
            int channels = RowGroups.Size(shape.GroupInputs, channelBlocks, i), steps = channels * shape.Taps;
            for (int panel = 0; panel < panels; panel++)
                kernels.PackPatches(patches, firstPanel + panel, groupInput + (nint)channel * shape.Positions, shape.Positions, channels, packed + (nint)panel * steps * kernels.Columns, kernels.Columns);

            for (int j = 0, output = 0; j < rowBlocks; j++)
            {
                int rows = RowGroups.Size(outputs, rowBlocks, j);
                var block = new BlockOperands
                {
                    A = options.ConstantWeights
                        ? tileWeights + (nint)output * GroupTerms + (nint)rows * channel * shape.Taps
                        : tileWeights + (nint)output * GroupTerms + (nint)channel * shape.Taps,
                    ARow = options.ConstantWeights ? 0 : GroupTerms,
                    AStep = 1,
                    Rows = rows,
                    B = packed,
                    BPanel = (nint)steps * kernels.Columns,
                    BStep = kernels.Columns,
                    Columns = Math.Min(panels * kernels.Columns, shape.OutputPositions - firstPosition),
                    Steps = steps,
                    C = operands.Y + yOffset + (nint)output * shape.OutputPositions,
                    CRow = shape.OutputPositions,
                    Bias = operands.Bias + (options.Bias ? firstOutput + output : 0),
                    Residual = operands.Residual + (options.Residual ? yOffset + (nint)output * shape.OutputPositions : 0),
                    Tile = sums,
                };
                Multiply(block, finish.ForPass(i == 0, i == channelBlocks - 1));
                output += rows;
            }

            channel += channels;
        }
    }

    // Short panels pass by a group of weights several at a time, so that neighbouring vectors of Y are written one after the other.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(BlockOperands block, in TileFinish pass)
    {
        int chunk = PassingFloats / Math.Max(1, block.Steps) / kernels.Columns * kernels.Columns;
        if (chunk <= kernels.Columns)
        {
            BlockMultiply.Run(kernels, block, pass);
            return;
        }

        for (int left = block.Columns; left > 0; left -= chunk)
        {
            block.Columns = Math.Min(chunk, left);
            BlockMultiply.RunByRows(kernels, block, pass);
            block.B += chunk / kernels.Columns * block.BPanel;
            block.C += chunk;
            block.Residual += options.Residual ? chunk : 0;
        }
    }

    // The order in which Run reads: output tiles, row blocks, channel blocks, groups of rows, steps, rows.
    private void PackOutputs(float* source, float* target, int group, int tile)
    {
        int outputs = RowGroups.Size(shape.GroupOutputs, outputTiles, tile);
        int firstOutput = group * shape.GroupOutputs + RowGroups.Start(shape.GroupOutputs, outputTiles, tile);
        int rowBlocks = RowGroups.Count(outputs, RowBlock);
        for (int j = 0, output = firstOutput; j < rowBlocks; j++)
        {
            int rows = RowGroups.Size(outputs, rowBlocks, j), groups = RowGroups.Count(rows, kernels.Rows);
            float* to = target + (nint)output * GroupTerms;
            for (int i = 0, start = 0; i < channelBlocks; i++)
            {
                int steps = RowGroups.Size(shape.GroupInputs, channelBlocks, i) * shape.Taps;
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
