namespace Frugal.Kernels;

/// <summary>
/// dW: per group, dWᵀ [inputs · taps × outputs] = Σ over images of patches [inputs · taps × positions] · dYᵀ [positions × outputs]. The images are divided into
/// fixed parts with a partial sum each, and into blocks of channels where partial sums would be large; the last phase adds the parts in order.
/// </summary>
internal sealed unsafe class WeightGradient : IConvolutionGradientPart
{
    // Terms of a product: positions of one image or of several small ones.
    private const int BlockPositions = 256;
    // Patches of a block of channels: part of the second-level cache.
    private const int PatchBytes = 128 << 10;
    private const long PartialBytes = 16 << 20;
    private const int MostParts = 8;
    private const int DesiredTiles = 8;
    private const int ReduceRows = 32;

    private readonly ConvolutionShape shape;
    private readonly MatrixKernels kernels;
    private readonly PatchMap? patches;
    private readonly int parts, tileChannelBlocks, imagesTogether, panelsTogether, patchRow, gatherChannels;

    public WeightGradient(ConvolutionShape shape, MatrixKernels kernels)
    {
        this.shape = shape;
        this.kernels = kernels;
        parts = 0;
        if (shape.OutputLength == 0) return;
        patches = new PatchMap(shape, kernels.Width);
        int positions = shape.OutputPositions;
        imagesTogether = Math.Clamp(BlockPositions / positions, 1, shape.Batch);
        panelsTogether = Math.Min(patches.Panels, Math.Max(1, BlockPositions / kernels.Columns));
        patchRow = imagesTogether * positions <= BlockPositions
            ? (imagesTogether - 1) * positions + patches.Panels * kernels.Columns
            : panelsTogether * kernels.Columns;
        gatherChannels = (int)Math.Clamp(PatchBytes / sizeof(float) / ((long)patchRow * shape.Taps), 1, shape.GroupInputs);
        int steps = (shape.Batch + imagesTogether - 1) / imagesTogether;
        parts = (int)Math.Clamp(PartialBytes / (shape.WeightLength * sizeof(float)), 1, Math.Min(MostParts, steps));
        tileChannelBlocks = 1;
        while (parts * shape.Groups * tileChannelBlocks < DesiredTiles && 2 * tileChannelBlocks <= shape.GroupInputs) tileChannelBlocks *= 2;
    }

    public long ScratchBytes => patches == null ? 0 : Scratch.Bytes(
        kernels.Rows * kernels.Columns, (long)gatherChannels * shape.Taps * patchRow, (long)OutputPanels * patchRow * kernels.Columns);

    public long WorkspaceBytes => Scratch.Bytes(parts * shape.WeightLength);

    private int OutputPanels => (shape.GroupOutputs + kernels.Columns - 1) / kernels.Columns;

    private int Terms => shape.GroupInputs * shape.Taps;

    private int ReduceTiles => (Terms + ReduceRows - 1) / ReduceRows;

    public int Tiles(int phase) => phase switch
    {
        1 => parts * shape.Groups * tileChannelBlocks,
        2 => shape.Groups * ReduceTiles,
        _ => 0,
    };

    public void Run(int phase, int tile, in ConvolutionGradientOperands operands, ref Scratch memory)
    {
        var workspace = new Scratch(operands.Workspace, WorkspaceBytes);
        float* partial = workspace.Floats(parts * shape.WeightLength);
        if (phase == 1) Accumulate(tile, operands, partial, ref memory);
        else Reduce(tile, partial, operands.WeightGradient);
    }

    private void Accumulate(int tile, in ConvolutionGradientOperands operands, float* partial, ref Scratch memory)
    {
        int channelBlock = tile % tileChannelBlocks, group = tile / tileChannelBlocks % shape.Groups, part = tile / tileChannelBlocks / shape.Groups;
        int channel = RowGroups.Start(shape.GroupInputs, tileChannelBlocks, channelBlock);
        int channels = RowGroups.Size(shape.GroupInputs, tileChannelBlocks, channelBlock);
        int firstImage = RowGroups.Start(shape.Batch, parts, part), lastImage = firstImage + RowGroups.Size(shape.Batch, parts, part);
        float* target = partial + part * (nint)shape.WeightLength + (nint)group * Terms * shape.GroupOutputs;
        var block = new BlockOperands { Tile = memory.Floats(kernels.Rows * kernels.Columns), CRow = shape.GroupOutputs };
        float* gathered = memory.Floats((long)gatherChannels * shape.Taps * patchRow);
        float* gradients = memory.Floats((long)OutputPanels * patchRow * kernels.Columns);
        bool first = true;
        for (int image = firstImage; image < lastImage; image += imagesTogether)
        {
            int images = Math.Min(imagesTogether, lastImage - image);
            for (int panel = 0; panel < patches!.Panels; panel += panelsTogether)
            {
                int panels = Math.Min(panelsTogether, patches.Panels - panel);
                var range = new PositionRange(image, images, panel, panels, Math.Min(shape.OutputPositions, (panel + panels) * kernels.Columns) - panel * kernels.Columns);
                PackGradients(range, group, operands.OutputGradient, gradients);
                int gathers = RowGroups.Count(channels, gatherChannels);
                for (int i = 0, offset = 0; i < gathers; i++)
                {
                    int count = RowGroups.Size(channels, gathers, i);
                    Gather(range, group * shape.GroupInputs + channel + offset, count, operands.X, gathered);
                    block.A = gathered;
                    block.ARow = patchRow;
                    block.AStep = 1;
                    block.Rows = count * shape.Taps;
                    block.B = gradients;
                    block.BPanel = (nint)patchRow * kernels.Columns;
                    block.BStep = kernels.Columns;
                    block.Columns = shape.GroupOutputs;
                    block.Steps = range.Images * range.Positions;
                    block.C = target + (nint)(channel + offset) * shape.Taps * shape.GroupOutputs;
                    BlockMultiply.Run(kernels, block, TileFinish.Plain with { AddPrevious = !first });
                    offset += count;
                }

                first = false;
            }
        }
    }

    // Some panels of one image, or all of several: the terms of one product.
    private readonly record struct PositionRange(int Image, int Images, int Panel, int Panels, int Positions);

    // dYᵀ as panels of outputs: gradients[panel][position][output].
    private void PackGradients(PositionRange range, int group, float* dy, float* gradients)
    {
        for (int i = 0; i < range.Images; i++)
        {
            float* image = dy + ((nint)(range.Image + i) * shape.OutputChannels + group * shape.GroupOutputs) * shape.OutputPositions + range.Panel * kernels.Columns;
            for (int panel = 0; panel < OutputPanels; panel++)
            {
                int output = panel * kernels.Columns;
                kernels.PackTransposed(image + (nint)output * shape.OutputPositions, shape.OutputPositions, range.Positions, Math.Min(kernels.Columns, shape.GroupOutputs - output),
                    gradients + ((nint)panel * patchRow + (nint)i * range.Positions) * kernels.Columns);
            }
        }
    }

    // Patches as rows of positions. Images follow each other without gaps: what the last panel of one writes beyond its positions, the next overwrites.
    private void Gather(PositionRange range, int channel, int channels, float* x, float* gathered)
    {
        for (int i = 0; i < range.Images; i++)
        {
            float* image = x + ((nint)(range.Image + i) * shape.InputChannels + channel) * shape.Positions;
            for (int panel = 0; panel < range.Panels; panel++)
                kernels.PackPatches(patches!, range.Panel + panel, image, shape.Positions, channels, gathered + i * range.Positions + panel * kernels.Columns, patchRow);
        }
    }

    // dW[output, term] = Σ over parts, in order, of partial[term, output].
    private void Reduce(int tile, float* partial, float* dw)
    {
        int group = tile / ReduceTiles, first = tile % ReduceTiles * ReduceRows, rows = Math.Min(ReduceRows, Terms - first);
        int outputs = shape.GroupOutputs;
        float* target = dw + (nint)group * Terms * outputs;
        float* sum = partial + ((nint)group * Terms + first) * outputs;
        for (int part = 1; part < parts; part++) kernels.AddTo(sum, sum + part * (nint)shape.WeightLength, (nint)rows * outputs);
        for (int output = 0; output < outputs; output++)
        {
            for (int row = 0; row < rows; row++)
                target[(nint)output * Terms + first + row] = parts == 0 ? 0 : sum[(nint)row * outputs + output];
        }
    }
}
