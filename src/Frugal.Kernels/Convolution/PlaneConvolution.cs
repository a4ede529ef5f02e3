namespace Frugal.Kernels;

/// <summary>
/// Convolution as a product whose patches are not copied: a padded copy of an image is laid out so that the inputs of neighbouring outputs are
/// neighbours for every tap (<see cref="DepthwisePlane"/>), and the micro-kernel reads them there by a list of offsets.
/// </summary>
/// <remarks>Worth it for few outputs, where gathering patches costs as much as multiplying them. Rows of Y must be whole vectors.</remarks>
internal sealed unsafe class PlaneConvolution : IConvolutionMethod
{
    private const int MostOutputs = 52;
    // The padded planes of an image stay in the second-level cache.
    private const long PlaneBytes = 256 << 10;
    private const int DesiredTiles = 4;
    private const long FewestWork = 1 << 20;

    private readonly ConvolutionShape shape;
    private readonly MatrixKernels kernels;
    private readonly TileFinish finish;
    private readonly DepthwisePlane plane;
    private readonly int[] offsets;
    private readonly int parts;

    public PlaneConvolution(ConvolutionShape shape, ConvolutionOptions options, MatrixKernels kernels)
    {
        this.shape = shape;
        this.kernels = kernels;
        finish = new TileFinish(1, false, options.Bias ? BiasKind.PerRow : BiasKind.None, options.Residual, options.Epilogue);
        plane = new DepthwisePlane(shape, kernels.Width);
        offsets = new int[shape.GroupInputs * shape.Taps];
        for (int i = 0; i < offsets.Length; i++)
            offsets[i] = checked((int)((i / shape.Taps * plane.Length + plane.TapOffsets[i % shape.Taps]) * sizeof(float)));
        long imageWork = (long)shape.GroupOutputs * offsets.Length * shape.OutputPositions;
        parts = (int)Math.Clamp(imageWork / FewestWork, 1, Math.Max(1, DesiredTiles / (shape.Batch * shape.Groups)));
        parts = Math.Min(parts, Pairs);
        Tiles = checked(shape.Batch * shape.Groups * parts);
    }

    public int Tiles { get; }

    public long PackedFloats => shape.WeightLength;

    public string Name => "planes";

    public long ScratchBytes => Scratch.Bytes(plane.Length * shape.GroupInputs, kernels.Rows * kernels.Columns);

    private int RowVectors => shape.OutputWidth / kernels.Width;

    private int Pairs => (shape.OutputHeight * RowVectors + 1) / 2;

    /// <summary>Whether this is the better way.</summary>
    public static bool Suits(ConvolutionShape shape, MatrixKernels kernels) =>
        shape.OutputWidth % kernels.Width == 0 && shape.GroupOutputs <= MostOutputs && shape.Taps > 1
        && new DepthwisePlane(shape, kernels.Width).Length * shape.GroupInputs * sizeof(float) <= PlaneBytes;

    public void PackWeights(float* weights, float* packed) =>
        new ReadOnlySpan<float>(weights, (int)shape.WeightLength).CopyTo(new Span<float>(packed, (int)shape.WeightLength));

    public void Run(int tile, in ConvolutionOperands operands, ref Scratch memory)
    {
        int part = tile % parts, group = tile / parts % shape.Groups, image = tile / parts / shape.Groups;
        float* planes = memory.Floats(plane.Length * shape.GroupInputs);
        float* input = operands.X + ((nint)image * shape.InputChannels + group * shape.GroupInputs) * shape.Positions;
        new Span<float>(planes, checked((int)(plane.Length * shape.GroupInputs))).Clear();
        for (int channel = 0; channel < shape.GroupInputs; channel++)
            kernels.FillPlane(plane, input + (nint)channel * shape.Positions, planes + channel * (nint)plane.Length);

        int output = group * shape.GroupOutputs;
        nint y = ((nint)image * shape.OutputChannels + output) * shape.OutputPositions;
        TileTarget target = finish.Target();
        target.CRow = shape.OutputPositions;
        target.Tile = memory.Floats(kernels.Rows * kernels.Columns);
        target.TileRow = kernels.Columns;
        int first = RowGroups.Start(Pairs, parts, part), last = first + RowGroups.Size(Pairs, parts, part);
        fixed (int* list = offsets)
        {
            target.Offsets = list;
            for (int pair = first; pair < last; pair++)
            {
                nint at = (nint)pair * kernels.Columns;
                target.Columns = (int)nint.Min(kernels.Columns, shape.OutputPositions - at);
                target.C = operands.Y + y + at;
                target.Residual = finish.Residual ? operands.Residual + y + at : target.C;
                target.Bias = operands.Bias + (finish.Bias == BiasKind.PerRow ? output : 0);
                nint start = Place(2 * pair);
                Multiply(operands.Weights + (nint)output * offsets.Length, planes + start, Place(2 * pair + 1) - start, ref target);
            }
        }
    }

    // Where a vector of outputs finds its first tap.
    private nint Place(int vector) =>
        (nint)(vector / RowVectors) * shape.StrideHeight * plane.RowLength + vector % RowVectors * kernels.Width;

    private void Multiply(float* weights, float* start, nint second, ref TileTarget target)
    {
        int groups = RowGroups.Count(shape.GroupOutputs, kernels.Rows);
        nint row = (nint)offsets.Length * sizeof(float);
        var a = (byte*)weights;
        fixed (TileTarget* to = &target)
        {
            for (int i = 0; i < groups; i++)
            {
                int rows = RowGroups.Size(shape.GroupOutputs, groups, i);
                kernels.MultiplyIndirect(rows, target.Columns)(a, row, sizeof(float), (byte*)start, second * sizeof(float), offsets.Length, to);
                a += rows * row;
                target.C += rows * target.CRow;
                target.Residual += rows * target.CRow;
                if (finish.Bias == BiasKind.PerRow) target.Bias += rows;
            }
        }
    }
}
