namespace Frugal.Kernels;

/// <summary>
/// dX at any stride: the gradients of the patches, Wᵀ · dY, are added where the patches came from ("col2im"). A tile owns a block of
/// channels of one image, so nothing is added by two tiles.
/// </summary>
internal sealed unsafe class ScatteredInputGradient : IConvolutionGradientPart
{
    private const int LargestSteps = 320;
    // The patch gradients of a block of channels stay in the second-level cache.
    private const int PatchBytes = 192 << 10;

    private readonly ConvolutionShape shape;
    private readonly MatrixKernels kernels;
    private readonly DepthwisePlane plane;
    private readonly int blockChannels, channelBlocks, outputBlocks;

    public ScatteredInputGradient(ConvolutionShape shape, MatrixKernels kernels)
    {
        this.shape = shape;
        this.kernels = kernels;
        plane = new DepthwisePlane(shape, kernels.Width);
        long channelBytes = (long)shape.Taps * shape.OutputPositions * sizeof(float);
        int largest = (int)Math.Clamp(PatchBytes / channelBytes, 1, shape.GroupInputs);
        channelBlocks = (shape.GroupInputs + largest - 1) / largest;
        blockChannels = (shape.GroupInputs + channelBlocks - 1) / channelBlocks;
        outputBlocks = Math.Max(1, (shape.GroupOutputs + LargestSteps - 1) / LargestSteps);
    }

    public long ScratchBytes => Scratch.Bytes(
        kernels.Rows * kernels.Columns, (long)blockChannels * shape.Taps * shape.OutputPositions, (long)LargestBlock * kernels.Columns, plane.Length);

    public long WorkspaceBytes => 0;

    private int LargestBlock => (shape.GroupOutputs + outputBlocks - 1) / outputBlocks;

    public int Tiles(int phase) => phase == 1 ? checked(shape.Batch * shape.Groups * channelBlocks) : 0;

    public void Run(int phase, int tile, in ConvolutionGradientOperands operands, ref Scratch memory)
    {
        int channelBlock = tile % channelBlocks, group = tile / channelBlocks % shape.Groups, image = tile / channelBlocks / shape.Groups;
        int channel = RowGroups.Start(shape.GroupInputs, channelBlocks, channelBlock);
        int channels = RowGroups.Size(shape.GroupInputs, channelBlocks, channelBlock);
        int positions = shape.OutputPositions, terms = shape.GroupInputs * shape.Taps;
        float* sums = memory.Floats(kernels.Rows * kernels.Columns);
        float* patches = memory.Floats((long)blockChannels * shape.Taps * positions);
        float* panel = memory.Floats((long)LargestBlock * kernels.Columns);
        TileFinish finish = TileFinish.Plain;
        for (int i = 0, output = 0; i < outputBlocks; i++)
        {
            int steps = RowGroups.Size(shape.GroupOutputs, outputBlocks, i);
            int firstOutput = group * shape.GroupOutputs + output;
            float* dy = operands.OutputGradient + ((nint)image * shape.OutputChannels + firstOutput) * positions;
            for (int column = 0; column < positions; column += kernels.Columns)
            {
                int columns = Math.Min(kernels.Columns, positions - column);
                kernels.PackRows(dy + column, positions, steps, columns, panel);
                var block = new BlockOperands
                {
                    A = operands.Weights + (nint)firstOutput * terms + (nint)channel * shape.Taps,
                    ARow = 1,
                    AStep = terms,
                    Rows = channels * shape.Taps,
                    B = panel,
                    BStep = kernels.Columns,
                    Columns = columns,
                    Steps = steps,
                    C = patches + column,
                    CRow = positions,
                    Tile = sums,
                };
                BlockMultiply.Run(kernels, block, finish.ForPass(i == 0, i == outputBlocks - 1));
            }

            output += steps;
        }

        float* dx = operands.InputGradient + ((nint)image * shape.InputChannels + group * shape.GroupInputs + channel) * shape.Positions;
        float* padded = memory.Floats(plane.Length);
        for (int c = 0; c < channels; c++)
        {
            new Span<float>(padded, checked((int)plane.Length)).Clear();
            kernels.AddPatches(plane, patches + (nint)c * shape.Taps * positions, padded);
            kernels.ExtractPlane(plane, padded, dx + (nint)c * shape.Positions);
        }
    }
}
