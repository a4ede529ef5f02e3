namespace Frugal.Kernels;

/// <summary>
/// dX where dY is mostly zero: for each position and row of the kernel the run of inputs (<see cref="ChannelsLastPlanes"/>) receives the sum over the output
/// channels whose dY is not zero there of dY · run of weights. Phase 0 brings the weights into that order.
/// </summary>
internal sealed unsafe class SparseInputGradient : IConvolutionGradientPart
{
    private const int ShortestRun = 32, FewestOutputs = 32;
    private const int ArrangedOutputs = 8;
    // Lists of so many elements of dY at a time.
    private const int ListElements = 8 << 10;

    private readonly ConvolutionShape shape;
    private readonly MatrixKernels kernels;
    private readonly ChannelsLastPlanes planes;
    private readonly int runFloats, outputBytes, blockPositions;
    private readonly int[] places;

    public SparseInputGradient(ConvolutionShape shape, MatrixKernels kernels)
    {
        this.shape = shape;
        this.kernels = kernels;
        planes = new ChannelsLastPlanes(shape);
        runFloats = RowGroups.Count(planes.Run, kernels.Width) * kernels.Width;
        outputBytes = checked(shape.KernelHeight * runFloats * sizeof(float));
        places = new int[shape.OutputChannels];
        for (int i = 0; i < places.Length; i++) places[i] = checked(i * outputBytes);
        blockPositions = Math.Clamp(ListElements / shape.OutputChannels, 1, shape.OutputPositions);
    }

    public long ScratchBytes => Scratch.Bytes(planes.Length, ListFloats, ListFloats, blockPositions + 1, (long)blockPositions * shape.OutputChannels);

    public long WorkspaceBytes => (long)shape.OutputChannels * outputBytes;

    private long ListFloats => (long)blockPositions * shape.OutputChannels + NonzeroList.Slack;

    /// <summary>Whether it can compute the gradient well: short runs waste vectors, and short lists the time to begin them.</summary>
    public static bool Suits(ConvolutionShape shape) =>
        shape is { Groups: 1, DilationWidth: 1, OutputLength: > 0, InputLength: > 0, OutputChannels: >= FewestOutputs } && shape.KernelWidth * shape.InputChannels >= ShortestRun;

    public int Tiles(int phase) => phase switch { 0 => RowGroups.Count(shape.OutputChannels, ArrangedOutputs), 1 => shape.Batch, _ => 0 };

    public void Run(int phase, int tile, in ConvolutionGradientOperands operands, ref Scratch memory)
    {
        var arranged = (float*)operands.Workspace;
        if (phase == 0) Arrange(tile, operands.Weights, arranged);
        else Spread(tile, operands, arranged, ref memory);
    }

    // arranged[output, row, column, channel] = weights[output, channel, row, column], rows filled up with zeros.
    private void Arrange(int tile, float* weights, float* arranged)
    {
        int first = tile * ArrangedOutputs, last = Math.Min(first + ArrangedOutputs, shape.OutputChannels), channels = shape.InputChannels;
        for (int output = first; output < last; output++)
        {
            float* from = weights + (nint)output * channels * shape.Taps;
            for (int row = 0; row < shape.KernelHeight; row++)
            {
                float* to = arranged + ((nint)output * shape.KernelHeight + row) * runFloats;
                Transposition.Strided(ref from[row * shape.KernelWidth], shape.Taps, ref *to, channels, channels, shape.KernelWidth);
                new Span<float>(to + planes.Run, runFloats - planes.Run).Clear();
            }
        }
    }

    private void Spread(int image, in ConvolutionGradientOperands operands, float* arranged, ref Scratch memory)
    {
        int outputs = shape.OutputChannels, positions = shape.OutputPositions;
        float* padded = memory.Floats(planes.Length);
        var lists = new NonzeroList { Rows = (int*)memory.Floats(ListFloats), Values = memory.Floats(ListFloats) };
        var starts = (int*)memory.Floats(blockPositions + 1);
        float* turned = memory.Floats((long)blockPositions * outputs);
        new Span<float>(padded, checked((int)planes.Length)).Clear();
        float* dy = operands.OutputGradient + (nint)image * outputs * positions;
        for (int first = 0; first < positions; first += blockPositions)
        {
            int count = Math.Min(blockPositions, positions - first);
            lists.Count = 0;
            Transposition.Strided(ref dy[first], positions, ref *turned, outputs, outputs, count);
            fixed (int* at = places)
            {
                for (int i = 0; i < count; i++)
                {
                    starts[i] = lists.Count;
                    lists.Append(turned + (nint)i * outputs, at, outputs);
                }
            }

            starts[count] = lists.Count;
            // Rows of the kernel outside: their weights stay in the first-level cache while the positions pass by.
            for (int row = 0; row < shape.KernelHeight; row++)
            {
                for (int i = 0; i < count; i++)
                {
                    NonzeroList list = lists.Slice(starts[i], starts[i + 1]);
                    if (list.Count > 0) AddRun(arranged + (nint)row * runFloats, list, padded + planes.PositionOffsets[first + i] + planes.RunOffsets[row]);
                }
            }
        }

        planes.Extract(padded, operands.InputGradient + (nint)image * shape.InputChannels * shape.Positions, shape.InputChannels);
    }

    private void AddRun(float* source, NonzeroList list, float* target)
    {
        int vectors = runFloats / kernels.Width, strips = RowGroups.Count(vectors, MatrixKernels.StripVectors);
        for (int strip = 0; strip < strips; strip++)
        {
            int size = RowGroups.Size(vectors, strips, strip);
            kernels.SumScaledRows(size)((byte*)source, 1, list, target, true);
            source += size * kernels.Width;
            target += size * kernels.Width;
        }
    }
}
