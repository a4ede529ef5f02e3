namespace Frugal.Kernels;

/// <summary>
/// dW: per group, dWᵀ [inputs · taps × outputs] = Σ over images of patches [inputs · taps × positions] · dYᵀ [positions × outputs], the patches read in padded
/// planes (<see cref="PatchKernel{V, O, TRows, TVectors}"/>). The images are divided into fixed parts with a partial sum each, and into blocks of channels
/// where partial sums would be large; the last phase adds the parts in order.
/// </summary>
internal sealed unsafe class WeightGradient : IConvolutionGradientPart
{
    // Terms of a product: some rows of one image, or several small images.
    private const int BlockPositions = 256;
    // Padded planes of a block of channels: part of the second-level cache.
    private const int PlaneBytes = 160 << 10;
    private const long PartialBytes = 16 << 20;
    private const int MostParts = 8;
    private const int DesiredTiles = 8;
    private const int ReduceRows = 32;

    private readonly ConvolutionShape shape;
    private readonly MatrixKernels kernels;
    private readonly DepthwisePlane? plane;
    private readonly int[] rowOffsets = [], segments = [];
    private readonly int parts, tileChannelBlocks, imagesTogether, rowsTogether, gatherChannels;

    public WeightGradient(ConvolutionShape shape, MatrixKernels kernels)
    {
        this.shape = shape;
        this.kernels = kernels;
        if (shape.OutputLength == 0) return;
        plane = new DepthwisePlane(shape, kernels.Width);
        imagesTogether = Math.Clamp(BlockPositions / shape.OutputPositions, 1, shape.Batch);
        rowsTogether = Math.Clamp(BlockPositions / shape.OutputWidth, 1, shape.OutputHeight);
        gatherChannels = (int)Math.Clamp(PlaneBytes / (plane.Length * sizeof(float) * imagesTogether), 1, shape.GroupInputs);
        rowOffsets = new int[gatherChannels * shape.Taps];
        for (int i = 0; i < rowOffsets.Length; i++)
            rowOffsets[i] = checked((int)((i / shape.Taps * plane.Length + plane.TapOffsets[i % shape.Taps]) * sizeof(float)));
        segments = new int[imagesTogether * shape.OutputHeight];
        for (int i = 0; i < segments.Length; i++)
            segments[i] = checked((int)((i / shape.OutputHeight * gatherChannels * plane.Length + (long)(i % shape.OutputHeight) * shape.StrideHeight * plane.RowLength) * sizeof(float)));
        int steps = (shape.Batch + imagesTogether - 1) / imagesTogether;
        parts = (int)Math.Clamp(PartialBytes / (PartialLength * sizeof(float)), 1, Math.Min(MostParts, steps));
        tileChannelBlocks = 1;
        while (parts * shape.Groups * tileChannelBlocks < DesiredTiles && 2 * tileChannelBlocks <= shape.GroupInputs) tileChannelBlocks *= 2;
    }

    public long ScratchBytes => plane == null ? 0 : Scratch.Bytes(
        kernels.Rows * kernels.Columns, plane.Length * gatherChannels * imagesTogether, OutputPanels * PanelLength);

    public long WorkspaceBytes => Scratch.Rounded(parts * PartialLength);

    private int OutputPanels => (shape.GroupOutputs + kernels.Columns - 1) / kernels.Columns;

    private nint PanelLength => (nint)imagesTogether * shape.OutputPositions * kernels.Columns;

    private int Terms => shape.GroupInputs * shape.Taps;

    // Rows of a partial sum are whole vectors.
    private int PartialRow => (shape.GroupOutputs + kernels.Width - 1) / kernels.Width * kernels.Width;

    private long PartialLength => (long)shape.Groups * Terms * PartialRow;

    private int ReduceTiles => (Terms + ReduceRows - 1) / ReduceRows;

    public int Tiles(int phase) => phase switch
    {
        1 => parts * shape.Groups * tileChannelBlocks,
        2 => shape.Groups * ReduceTiles,
        _ => 0,
    };

    public void Run(int phase, int tile, in ConvolutionGradientOperands operands, ref Scratch memory)
    {
        var partial = (float*)operands.Workspace;
        if (phase == 1) Accumulate(tile, operands, partial, ref memory);
        else Reduce(tile, partial, operands.WeightGradient);
    }

    private void Accumulate(int tile, in ConvolutionGradientOperands operands, float* partial, ref Scratch memory)
    {
        int channelBlock = tile % tileChannelBlocks, group = tile / tileChannelBlocks % shape.Groups, part = tile / tileChannelBlocks / shape.Groups;
        int channel = RowGroups.Start(shape.GroupInputs, tileChannelBlocks, channelBlock);
        int channels = RowGroups.Size(shape.GroupInputs, tileChannelBlocks, channelBlock);
        int firstImage = RowGroups.Start(shape.Batch, parts, part), lastImage = firstImage + RowGroups.Size(shape.Batch, parts, part);
        float* sums = memory.Floats(kernels.Rows * kernels.Columns);
        long planeFloats = plane!.Length * gatherChannels * imagesTogether;
        float* planes = memory.Floats(planeFloats);
        float* gradients = memory.Floats(OutputPanels * PanelLength);
        new Span<float>(planes, checked((int)planeFloats)).Clear();
        int gathers = RowGroups.Count(channels, gatherChannels);
        for (int image = firstImage; image < lastImage; image += imagesTogether)
        {
            int images = Math.Min(imagesTogether, lastImage - image);
            PackGradients(image, images, group, operands.OutputGradient, gradients);
            for (int i = 0, offset = channel; i < gathers; i++)
            {
                int count = RowGroups.Size(channels, gathers, i);
                Fill(image, images, group * shape.GroupInputs + offset, count, operands.X, planes);
                float* target = partial + part * (nint)PartialLength + ((nint)group * Terms + (nint)offset * shape.Taps) * PartialRow;
                int rows = imagesTogether > 1 ? images * shape.OutputHeight : shape.OutputHeight, block = imagesTogether > 1 ? rows : rowsTogether;
                for (int row = 0; row < rows; row += block)
                    Multiply(planes, row, Math.Min(block, rows - row), count * shape.Taps, gradients, target, image == firstImage && row == 0, sums);
                offset += count;
            }
        }
    }

    // dYᵀ as panels of outputs: gradients[panel][position][output].
    private void PackGradients(int image, int images, int group, float* dy, float* gradients)
    {
        for (int i = 0; i < images; i++)
        {
            float* source = dy + ((nint)(image + i) * shape.OutputChannels + group * shape.GroupOutputs) * shape.OutputPositions;
            for (int panel = 0; panel < OutputPanels; panel++)
            {
                int output = panel * kernels.Columns;
                kernels.PackTransposed(source + (nint)output * shape.OutputPositions, shape.OutputPositions, shape.OutputPositions, Math.Min(kernels.Columns, shape.GroupOutputs - output),
                    gradients + panel * PanelLength + (nint)i * shape.OutputPositions * kernels.Columns);
            }
        }
    }

    // Only the interior of a plane is ever written, so its padding stays 0.
    private void Fill(int image, int images, int channel, int channels, float* x, float* planes)
    {
        for (int i = 0; i < images; i++)
        {
            float* source = x + ((nint)(image + i) * shape.InputChannels + channel) * shape.Positions;
            for (int c = 0; c < channels; c++)
                kernels.FillPlane(plane!, source + (nint)c * shape.Positions, planes + ((nint)i * gatherChannels + c) * (nint)plane!.Length);
        }
    }

    private void Multiply(float* planes, int row, int rows, int terms, float* gradients, float* target, bool first, float* sums)
    {
        int groups = RowGroups.Count(terms, kernels.Rows);
        TileTarget to = (TileFinish.Plain with { AddPrevious = !first }).Target();
        to.CRow = PartialRow;
        to.Tile = sums;
        to.TileRow = kernels.Columns;
        fixed (int* offsets = rowOffsets, starts = segments)
        {
            to.Offsets = starts + row;
            for (int panel = 0; panel < OutputPanels; panel++)
            {
                to.C = target + panel * kernels.Columns;
                to.Columns = Math.Min(kernels.Columns, PartialRow - panel * kernels.Columns);
                float* b = gradients + panel * PanelLength + (nint)row * shape.OutputWidth * kernels.Columns;
                for (int i = 0, term = 0; i < groups; i++)
                {
                    int size = RowGroups.Size(terms, groups, i);
                    kernels.MultiplyPatches(size, to.Columns)((byte*)planes, offsets + term, rows, shape.OutputWidth, (byte*)b, &to);
                    to.C += (nint)size * PartialRow;
                    term += size;
                }
            }
        }
    }

    // dW[output, term] = Σ over parts, in order, of partial[term, output].
    private void Reduce(int tile, float* partial, float* dw)
    {
        int group = tile / ReduceTiles, first = tile % ReduceTiles * ReduceRows, rows = Math.Min(ReduceRows, Terms - first);
        int outputs = shape.GroupOutputs, row = PartialRow;
        float* target = dw + (nint)group * Terms * outputs + first;
        float* sum = partial + ((nint)group * Terms + first) * row;
        for (int part = 1; part < parts; part++) kernels.AddTo(sum, sum + part * (nint)PartialLength, (nint)rows * row);
        for (int output = 0; output < outputs; output++)
        {
            for (int term = 0; term < rows; term++)
                target[(nint)output * Terms + term] = parts == 0 ? 0 : sum[(nint)term * row + output];
        }
    }
}
