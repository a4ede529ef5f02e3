namespace Frugal.Kernels;

/// <summary>
/// dW where dY is mostly zero: for each output channel and row of the kernel the sum over the positions where dY is not zero of dY · run of inputs
/// (<see cref="ChannelsLastPlanes"/>). Short runs are first copied together to whole patches. Images are divided into fixed parts with a partial sum each,
/// which the last phase adds in order.
/// </summary>
internal sealed unsafe class SparseWeightGradient : IConvolutionGradientPart
{
    private const int ShortestRun = 32;
    private const int MostParts = 8;
    private const int ReduceOutputs = 8;
    // Padded images whose runs are summed in one go stay in the first-level cache.
    private const int TogetherBytes = 26 << 10;
    private const long PartialBytes = 16 << 20;

    private readonly ConvolutionShape shape;
    private readonly MatrixKernels kernels;
    private readonly ChannelsLastPlanes planes;
    private readonly int parts, imagesTogether, runs, run, runFloats;
    private readonly bool copies;
    // From the first float of what is read to the first run of each position, in bytes.
    private readonly int[] places;

    public SparseWeightGradient(ConvolutionShape shape, MatrixKernels kernels)
    {
        this.shape = shape;
        this.kernels = kernels;
        planes = new ChannelsLastPlanes(shape);
        copies = planes.Run < ShortestRun;
        (runs, run) = copies ? (1, planes.Run * shape.KernelHeight) : (shape.KernelHeight, planes.Run);
        runFloats = RowGroups.Count(run, kernels.Width) * kernels.Width;
        places = new int[shape.OutputPositions];
        for (int i = 0; i < places.Length; i++) places[i] = checked((copies ? i * runFloats : planes.PositionOffsets[i]) * sizeof(float));
        parts = (int)Math.Clamp(PartialBytes / (PartialLength * sizeof(float)), 1, Math.Min(MostParts, shape.Batch));
        imagesTogether = (int)Math.Clamp(TogetherBytes / (ImageFloats * sizeof(float)), 1, RowGroups.Count(shape.Batch, parts));
    }

    public long ScratchBytes => Scratch.Bytes(planes.Length, imagesTogether * ImageFloats, ListFloats, ListFloats);

    public long WorkspaceBytes => Scratch.Rounded(parts * PartialLength);

    // What the lists point into: a padded image, or its patches, the last of which is written by whole vectors.
    private long ImageFloats => copies ? (long)shape.OutputPositions * runFloats + 2 * kernels.Width : planes.Length;

    private long ListFloats => (long)imagesTogether * shape.OutputPositions + NonzeroList.Slack;

    private long PartialLength => (long)shape.OutputChannels * runs * runFloats;

    /// <summary>Whether it can compute the gradient well: of runs that must be copied, only those of a single channel are worth it.</summary>
    public static bool Suits(ConvolutionShape shape) => shape is { Groups: 1, DilationWidth: 1, OutputLength: > 0, InputLength: > 0 }
        && (shape.InputChannels == 1 || shape.KernelWidth * shape.InputChannels >= ShortestRun);

    public int Tiles(int phase) => phase switch { 1 => parts, 2 => RowGroups.Count(shape.OutputChannels, ReduceOutputs), _ => 0 };

    public void Run(int phase, int tile, in ConvolutionGradientOperands operands, ref Scratch memory)
    {
        var partial = (float*)operands.Workspace;
        if (phase == 1) Accumulate(tile, operands, partial + tile * (nint)PartialLength, ref memory);
        else Reduce(tile, partial, operands.WeightGradient);
    }

    private void Accumulate(int part, in ConvolutionGradientOperands operands, float* sums, ref Scratch memory)
    {
        float* padded = memory.Floats(planes.Length), images = memory.Floats(imagesTogether * ImageFloats);
        var list = new NonzeroList { Rows = (int*)memory.Floats(ListFloats), Values = memory.Floats(ListFloats) };
        new Span<float>(padded, checked((int)planes.Length)).Clear();
        new Span<float>(images, checked((int)(imagesTogether * ImageFloats))).Clear();
        new Span<float>(sums, checked((int)PartialLength)).Clear();
        int first = RowGroups.Start(shape.Batch, parts, part), last = first + RowGroups.Size(shape.Batch, parts, part);
        for (int image = first; image < last; image += imagesTogether)
        {
            int count = Math.Min(imagesTogether, last - image);
            for (int i = 0; i < count; i++) Prepare(operands.X + (nint)(image + i) * shape.InputChannels * shape.Positions, padded, images + i * (nint)ImageFloats);
            float* dy = operands.OutputGradient + (nint)image * shape.OutputChannels * shape.OutputPositions;
            for (int output = 0; output < shape.OutputChannels; output++, dy += shape.OutputPositions)
            {
                ListNonzeros(dy, count, ref list);
                if (list.Count == 0) continue;
                float* target = sums + (nint)output * runs * runFloats;
                for (int i = 0; i < runs; i++, target += runFloats) AddRun(images + (copies ? 0 : planes.RunOffsets[i]), list, target);
            }
        }
    }

    private void Prepare(float* x, float* padded, float* image)
    {
        planes.Fill(x, copies ? padded : image, shape.InputChannels);
        if (copies) kernels.CopyRuns(planes, padded, image, runFloats);
    }

    // Of one output channel of some images.
    private void ListNonzeros(float* dy, int images, ref NonzeroList list)
    {
        list.Count = 0;
        fixed (int* at = places)
        {
            for (int i = 0; i < images; i++)
                list.Append(dy + (nint)i * shape.OutputChannels * shape.OutputPositions, at, shape.OutputPositions, (int)(i * ImageFloats * sizeof(float)));
        }
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

    // dW[output, channel, row, column] = Σ over parts, in order, of partial[output, row, column, channel].
    private void Reduce(int tile, float* partial, float* dw)
    {
        int first = tile * ReduceOutputs, last = Math.Min(first + ReduceOutputs, shape.OutputChannels), channels = shape.InputChannels;
        nint length = (nint)(last - first) * runs * runFloats;
        float* sum = partial + (nint)first * runs * runFloats;
        for (int part = 1; part < parts; part++) kernels.AddTo(sum, sum + part * (nint)PartialLength, length);
        int rowFloats = copies ? planes.Run : runFloats;
        for (int output = first; output < last; output++, sum += (nint)runs * runFloats)
        {
            float* target = dw + (nint)output * channels * shape.Taps;
            for (int row = 0; row < shape.KernelHeight; row++)
                Transposition.Strided(ref sum[(nint)row * rowFloats], channels, ref target[row * shape.KernelWidth], shape.Taps, shape.KernelWidth, channels);
        }
    }
}
