using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>
/// 3 × 3 convolution with constant weights by Winograd's algorithm F(m × m, 3 × 3) (Andrew Lavin and Scott Gray, "Fast Algorithms for Convolutional Neural Networks", 2016): inputs of
/// tiles of m × m outputs become (m + 2)² points, each point is a product [outputs × inputs] · [inputs × tiles], and the sums become outputs. 4 (m = 4) or 2.25 (m = 2) times
/// fewer multiplications than by definition.
/// </summary>
/// <remarks>
/// A tile of work is a few panels of neighbouring tiles of an image; its points stay in the second-level cache, transformed weights pass by. The weights, 4 or 1.8 times as large as
/// before, limit it where an image has few tiles.
/// </remarks>
internal sealed unsafe class WinogradConvolution : IConvolutionMethod
{
    // Points of the inputs of a tile of work, and sums of a block of outputs: parts of a 512 KiB second-level cache.
    private const int PointBytes = 300 << 10;
    private const int SumBytes = 128 << 10;
    // Panels of B that stay in the first-level cache together.
    private const int NearFloats = 4 << 10;
    private const int DesiredTiles = 4;
    // Below this, transforming the inputs once more costs more than a second thread gains.
    private const int FewestOutputs = 64;
    // Between two points, which would otherwise fall into the same set of the first-level cache.
    private const int Gap = 16;
    private const int FewestChannels = 16;

    private readonly ConvolutionShape shape;
    private readonly MatrixKernels kernels;
    private readonly WinogradKernels winograd;
    private readonly TileFinish finish;
    private readonly int m, n, rowTiles, panels, tileParts, outputParts, partPanels, outputBlock;
    private readonly int list, pointLength, sumLength;

    /// <summary>Plans it for tiles of <paramref name="m"/> × <paramref name="m"/> outputs, 2 or 4.</summary>
    public WinogradConvolution(ConvolutionShape shape, ConvolutionOptions options, MatrixKernels kernels, int m)
    {
        this.shape = shape;
        this.kernels = kernels;
        this.m = m;
        n = m + 2;
        winograd = m == 4 ? kernels.Winograd4 : kernels.Winograd2;
        finish = new TileFinish(1, false, options.Bias ? BiasKind.PerRow : BiasKind.None, options.Residual, options.Epilogue);
        rowTiles = Ceiling(shape.OutputWidth, m);
        panels = Ceiling(rowTiles * Ceiling(shape.OutputHeight, m), kernels.Columns);
        int panelBytes = n * n * shape.InputChannels * kernels.Columns * sizeof(float);
        tileParts = Ceiling(panels, Math.Clamp(PointBytes / panelBytes, 1, panels));
        tileParts = Math.Max(tileParts, Math.Min(panels, Ceiling(DesiredTiles, shape.Batch)));
        outputParts = shape.Batch * tileParts == 1 && shape.OutputChannels >= 2 * FewestOutputs ? 2 : 1;
        Tiles = checked(shape.Batch * tileParts * outputParts);
        partPanels = Ceiling(panels, tileParts);
        int columns = partPanels * kernels.Columns;
        outputBlock = Math.Max(1, SumBytes / (n * n * columns * sizeof(float)) / kernels.Rows) * kernels.Rows;
        pointLength = shape.InputChannels * columns + Gap;
        sumLength = outputBlock * columns + Gap;
        // The rows of tiles that the panels of a part may touch, the row below, and room for a panel beyond.
        list = (Ceiling(columns + rowTiles, rowTiles) + 2) * rowTiles + 2 * kernels.Columns;
    }

    public int Tiles { get; }

    public long PackedFloats => (long)n * n * shape.OutputChannels * shape.InputChannels;

    public string Name => $"F({m}×{m}, 3×3)";

    public long ScratchBytes => Scratch.Bytes(LineFloats, (long)m * n * list, n * n * kernels.Width, (long)n * n * pointLength, (long)n * n * sumLength, (m * m + 1) * kernels.Width, m * kernels.Width);

    private int LineFloats => (rowTiles + 2 * kernels.Width) * m + 8 * kernels.Width + shape.PadLeft;

    /// <summary>The m for a shape, 0 where another method is better or the algorithm does not apply: a count of cycles that depends on the shape only.</summary>
    public static int TileFor(ConvolutionShape shape, ConvolutionOptions options, MatrixKernels kernels)
    {
        if (options is not { Accuracy: Accuracy.Fast, ConstantWeights: true } || !Applies(shape) || Math.Min(shape.InputChannels, shape.OutputChannels) < FewestChannels) return 0;
        double direct = 9.0 * shape.OutputPositions, two = Cost(shape, kernels, 2), four = Cost(shape, kernels, 4);
        return Math.Min(two, four) > 0.9 * direct ? 0 : two < four ? 2 : 4;
    }

    /// <summary>Whether the algorithm can compute a convolution.</summary>
    public static bool Applies(ConvolutionShape shape) =>
        shape is { KernelHeight: 3, KernelWidth: 3, StrideHeight: 1, StrideWidth: 1, DilationHeight: 1, DilationWidth: 1, Groups: 1, PadTop: >= 0, PadLeft: >= 0 };

    public void PackWeights(float* weights, float* packed)
    {
        double[] filter = FilterMatrix();
        int inputs = shape.InputChannels;
        for (int part = 0, first = 0; part < outputParts; part++)
        {
            int last = first + RowGroups.Size(shape.OutputChannels, outputParts, part);
            for (int output = first; output < last; output += outputBlock)
                PackBlock(filter, weights + (nint)output * inputs * 9, Math.Min(outputBlock, last - output), packed + (nint)n * n * output * inputs);
            first = last;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int tile, in ConvolutionOperands operands, ref Scratch memory)
    {
        int outputPart = tile % outputParts, rest = tile / outputParts;
        int part = rest % tileParts, image = rest / tileParts;
        int firstTile = RowGroups.Start(panels, tileParts, part) * kernels.Columns;
        int lastTile = Math.Min(firstTile + RowGroups.Size(panels, tileParts, part) * kernels.Columns, rowTiles * Ceiling(shape.OutputHeight, m));
        float* line = memory.Floats(LineFloats), lists = memory.Floats((long)m * n * list), work = memory.Floats(n * n * kernels.Width);
        float* points = memory.Floats((long)n * n * pointLength), sums = memory.Floats((long)n * n * sumLength);
        float* outputs = memory.Floats((m * m + 1) * kernels.Width), row = memory.Floats(m * kernels.Width);
        new Span<float>(line, LineFloats).Clear();
        new Span<float>(lists, m * n * list).Clear();
        float* input = operands.X + (nint)image * shape.InputChannels * shape.Positions;
        int vectors = Ceiling(lastTile - firstTile, kernels.Width), firstRow = firstTile / rowTiles;
        for (int channel = 0; channel < shape.InputChannels; channel++)
        {
            SortChannel(input + (nint)channel * shape.Positions, line, lists, firstRow, (lastTile - 1) / rowTiles);
            for (int vector = 0; vector < vectors; vector++)
            {
                nint at = vector / 2 * (nint)shape.InputChannels * kernels.Columns + channel * kernels.Columns + vector % 2 * kernels.Width;
                winograd.Data(lists + firstTile - firstRow * rowTiles + vector * kernels.Width, list, rowTiles, work, points + at, pointLength);
            }
        }

        int first = RowGroups.Start(shape.OutputChannels, outputParts, outputPart), last = first + RowGroups.Size(shape.OutputChannels, outputParts, outputPart);
        for (int output = first; output < last; output += outputBlock)
        {
            int count = Math.Min(outputBlock, last - output);
            Multiply(operands.Weights + (nint)n * n * output * shape.InputChannels, count, points, vectors * kernels.Width, sums);
            for (int i = 0; i < count; i++)
            {
                TileTarget target = finish.Target();
                target.Bias = operands.Bias + (finish.Bias == BiasKind.PerRow ? output + i : 0);
                nint plane = ((nint)image * shape.OutputChannels + output + i) * shape.OutputPositions;
                for (int vector = 0; vector < vectors; vector++)
                {
                    winograd.Output(sums + (nint)i * partPanels * kernels.Columns + vector * kernels.Width, sumLength, work, outputs);
                    int from = firstTile + vector * kernels.Width;
                    Write(operands, plane, from, Math.Min(from + kernels.Width, lastTile), outputs, row, ref target);
                }
            }
        }
    }

    // The lists of all rows of tiles from the first to the last, and the two rows of inputs that the last one sees of the row below.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SortChannel(float* plane, float* line, float* lists, int firstRow, int lastRow)
    {
        for (int tileRow = firstRow; tileRow <= lastRow + 1; tileRow++)
        {
            int rows = tileRow > lastRow ? 2 : m;
            for (int i = 0; i < rows; i++)
            {
                int y = tileRow * m + i - shape.PadTop;
                float* x = (uint)y < (uint)shape.Height ? plane + (nint)y * shape.Width : null;
                winograd.Sort(x, shape.Width, shape.PadLeft, line, rowTiles, lists + (nint)i * n * list + (tileRow - firstRow) * rowTiles, list);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(float* weights, int outputs, float* points, int columns, float* sums)
    {
        var block = new BlockOperands
        {
            Rows = outputs,
            BPanel = (nint)shape.InputChannels * kernels.Columns,
            BStep = kernels.Columns,
            Columns = columns,
            Steps = shape.InputChannels,
            CRow = (nint)partPanels * kernels.Columns,
            Near = true,
        };
        bool near = columns * shape.InputChannels <= NearFloats;
        for (int point = 0; point < n * n; point++)
        {
            block.A = weights + (nint)point * outputs * shape.InputChannels;
            block.B = points + (nint)point * pointLength;
            block.C = sums + (nint)point * sumLength;
            if (near) BlockMultiply.RunByRows(kernels, block, TileFinish.Plain);
            else BlockMultiply.Run(kernels, block, TileFinish.Plain);
        }
    }

    // A vector of tiles may belong to several rows.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Write(in ConvolutionOperands operands, nint plane, int from, int to, float* outputs, float* row, ref TileTarget target)
    {
        target.CRow = shape.OutputWidth;
        for (int tile = from; tile < to;)
        {
            int tileRow = tile / rowTiles, column = tile % rowTiles, length = Math.Min(rowTiles - column, to - tile);
            nint at = plane + (nint)tileRow * m * shape.OutputWidth + column * m;
            target.C = operands.Y + at;
            target.Residual = finish.Residual ? operands.Residual + at : target.C;
            fixed (TileTarget* start = &target)
                winograd.Write(outputs + tile - from, row, start, Math.Min(m, shape.OutputHeight - tileRow * m), Math.Min(length * m, shape.OutputWidth - column * m));
            tile += length;
        }
    }

    // [point, group of rows, input, row], each point G g Gᵀ.
    private void PackBlock(double[] filter, float* weights, int outputs, float* packed)
    {
        int inputs = shape.InputChannels, groups = RowGroups.Count(outputs, kernels.Rows);
        double* half = stackalloc double[n * 3];
        for (int group = 0, first = 0; group < groups; group++)
        {
            int rows = RowGroups.Size(outputs, groups, group);
            for (int r = 0; r < rows; r++)
            {
                for (int input = 0; input < inputs; input++)
                {
                    float* g = weights + ((nint)(first + r) * inputs + input) * 9;
                    for (int i = 0; i < n; i++)
                        for (int j = 0; j < 3; j++) half[i * 3 + j] = filter[i * 3] * g[j] + filter[i * 3 + 1] * g[3 + j] + filter[i * 3 + 2] * g[6 + j];
                    for (int point = 0; point < n * n; point++)
                    {
                        double* h = half + point / n * 3;
                        int j = point % n * 3;
                        packed[((nint)point * outputs + first) * inputs + (nint)input * rows + r] = (float)(h[0] * filter[j] + h[1] * filter[j + 1] + h[2] * filter[j + 2]);
                    }
                }
            }

            first += rows;
        }
    }

    private double[] FilterMatrix()
    {
        Rational[,] g = (m == 4 ? CookToom.Four : CookToom.Two).Filter;
        return [.. Enumerable.Range(0, n * 3).Select(i => g[i / 3, i % 3].Value)];
    }

    // Cycles for each pair of an input and an output channel, times 16: products, weights that pass by once for each part, and the shares of the transforms.
    private static double Cost(ConvolutionShape shape, MatrixKernels kernels, int m)
    {
        int n = m + 2, tiles = Ceiling(shape.OutputWidth, m) * Ceiling(shape.OutputHeight, m), vectors = Ceiling(tiles, kernels.Width);
        double transform = vectors * kernels.Width * (m == 4 ? 18.0 : 8.0) * 16;
        return (double)n * n * (vectors * kernels.Width + WeightCost * Ceiling(vectors, 4)) + transform / shape.InputChannels + transform / shape.OutputChannels;
    }

    private const double WeightCost = 4;

    private static int Ceiling(int x, int y) => (x + y - 1) / y;
}
