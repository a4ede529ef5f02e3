namespace Frugal.Kernels;

/// <summary>
/// C = op(A) · B, op(A) m×k, B k×n, where A may be mostly zero: gradients behind a ReLU, masked weights. Each tile of rows looks at its part of A and either skips
/// the zeros or multiplies densely. Immutable and safe to share; memory belongs to the caller.
/// </summary>
/// <remarks>
/// A skipped term is 0 · b = 0, except where b is infinite or not a number. The choice depends on A alone, never on threads or time, so that the bits are
/// the same in every run.
/// </remarks>
public sealed unsafe class SkippingGemmPlan
{
    // Above this share of non-zeros the dense kernel, which uses each value of B for several rows, is as fast.
    private const double LargestDensity = 0.6;
    // The strip of B that all rows of a tile read stays in the first-level cache.
    private const int StripBytes = 24 << 10;
    private const long TileWork = 1 << 20;
    private const int MostTiles = 8, FewestRows = 24;
    // Rows of B at multiples of so many bytes fall into a few sets of the first-level cache, others across its lines: then a copy is read.
    private const int CrowdedStride = 512, LineBytes = 64;

    private readonly int m, n, k;
    private readonly bool transposeA;
    private readonly MatrixKernels kernels;
    private readonly GemmPlan[] dense;
    private readonly int blockSteps, blocks, strips;
    private readonly int[] steps;

    private SkippingGemmPlan(int m, int n, int k, bool transposeA, MatrixKernels kernels)
    {
        (this.m, this.n, this.k, this.transposeA, this.kernels) = (m, n, k, transposeA, kernels);
        long work = (long)m * n * k;
        Tiles = (int)Math.Clamp(Math.Min((work + TileWork - 1) / TileWork, m / FewestRows), 1, MostTiles);
        var options = new GemmOptions { TransposeA = transposeA };
        dense = [GemmPlan.Create(m / Tiles, n, k, options, kernels.Set), GemmPlan.Create(m / Tiles + 1, n, k, options, kernels.Set)];
        blockSteps = Math.Max(8, StripBytes / (MatrixKernels.StripVectors * kernels.Width * sizeof(float)));
        blocks = RowGroups.Count(k, blockSteps);
        strips = RowGroups.Count(RowGroups.Count(n, kernels.Width), MatrixKernels.StripVectors);
        steps = [.. Enumerable.Range(0, blockSteps)];
        ScratchBytes = Math.Max(Scratch.Bytes(ListFloats, ListFloats, (long)LargestTile * blocks + 1, PanelFloats, StripFloats, TransposedFloats), Math.Max(dense[0].ScratchBytes, dense[1].ScratchBytes));
    }

    /// <summary>Independent pieces of the result: ranges of rows.</summary>
    public int Tiles { get; }

    /// <summary>Scratch memory that each running tile needs.</summary>
    public long ScratchBytes { get; }

    private int LargestTile => (m + Tiles - 1) / Tiles;

    private int StripFloats => MatrixKernels.StripVectors * kernels.Width;

    private long ListFloats => (long)LargestTile * k + NonzeroList.Slack;

    // A block of a transposed A, turned so that its zeros are found row by row.
    private long TransposedFloats => transposeA ? (long)LargestTile * blockSteps : 0;

    private long PanelFloats => (long)StripFloats * blockSteps;

    /// <summary>Plans a product.</summary>
    /// <param name="m">Rows of C.</param>
    /// <param name="n">Columns of C.</param>
    /// <param name="k">Terms of each sum.</param>
    /// <param name="transposeA">Whether A is stored k×m.</param>
    /// <param name="set">The instruction set; by default <see cref="InstructionSets.Current"/>.</param>
    public static SkippingGemmPlan Create(int m, int n, int k, bool transposeA, InstructionSet? set = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(m);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(n);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        return new SkippingGemmPlan(m, n, k, transposeA, MatrixKernels.For(set));
    }

    /// <summary>Computes one tile of C; all matrices without gaps between their rows.</summary>
    /// <param name="tile">Below <see cref="Tiles"/>.</param>
    /// <param name="a">A: m×k, or k×m when transposed.</param>
    /// <param name="b">B: k×n.</param>
    /// <param name="c">C: m×n.</param>
    /// <param name="scratch">At least <see cref="ScratchBytes"/>, used by no other tile at the same time.</param>
    public void RunTile(int tile, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, Span<byte> scratch)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)tile, (uint)Tiles, nameof(tile));
        if (a.Length < (long)m * k || b.Length < (long)k * n || c.Length < (long)m * n || scratch.Length < ScratchBytes)
            throw new ArgumentException("A matrix or the scratch memory is smaller than the plan needs.");
        int row = RowGroups.Start(m, Tiles, tile), rows = RowGroups.Size(m, Tiles, tile);
        if (Nonzeros(a, row, rows) > LargestDensity * rows * k)
        {
            GemmPlan plan = dense[rows - m / Tiles];
            ReadOnlySpan<float> ownA = a[(transposeA ? row : row * k)..];
            for (int i = 0; i < plan.Tiles; i++) plan.RunTile(i, ownA, transposeA ? m : k, b, n, c[(row * n)..], n, default, default, scratch);
            return;
        }

        fixed (float* aStart = a, bStart = b, cStart = c)
        fixed (byte* scratchStart = scratch)
        {
            var memory = new Scratch(scratchStart, scratch.Length);
            Multiply(aStart + (transposeA ? row : (nint)row * k), rows, bStart, cStart + (nint)row * n, ref memory);
        }
    }

    private long Nonzeros(ReadOnlySpan<float> a, int row, int rows)
    {
        if (!transposeA) return NonzeroList.CountIn(a.Slice(row * k, rows * k));
        long count = 0;
        for (int p = 0; p < k; p++) count += NonzeroList.CountIn(a.Slice(p * m + row, rows));
        return count;
    }

    private void Multiply(float* a, int rows, float* b, float* c, ref Scratch memory)
    {
        var lists = new NonzeroList { Rows = (int*)memory.Floats(ListFloats), Values = memory.Floats(ListFloats) };
        var starts = (int*)memory.Floats((long)LargestTile * blocks + 1);
        float* panel = memory.Floats(PanelFloats), sums = memory.Floats(StripFloats), turned = memory.Floats(TransposedFloats);
        for (int block = 0; block < blocks; block++) ListBlock(a, rows, block, turned, ref lists, starts + block * rows);
        starts[rows * blocks] = lists.Count;
        int vectors = RowGroups.Count(n, kernels.Width);
        for (int strip = 0; strip < strips; strip++)
        {
            int column = RowGroups.Start(vectors, strips, strip) * kernels.Width, width = RowGroups.Size(vectors, strips, strip);
            int columns = Math.Min(width * kernels.Width, n - column);
            for (int block = 0; block < blocks; block++)
            {
                int first = RowGroups.Start(k, blocks, block), steps = RowGroups.Size(k, blocks, block);
                MultiplyStrip(lists, starts + block * rows, rows, b + (nint)first * n + column, steps, columns, width, c + column, block > 0, panel, sums);
            }
        }
    }

    private void ListBlock(float* a, int rows, int block, float* turned, ref NonzeroList lists, int* starts)
    {
        int first = RowGroups.Start(k, blocks, block), length = RowGroups.Size(k, blocks, block);
        float* source = transposeA ? turned : a + first;
        nint row = transposeA ? length : k;
        if (transposeA) Transposition.Strided(ref a[(nint)first * m], m, ref *turned, length, length, rows);
        fixed (int* places = steps)
        {
            for (int i = 0; i < rows; i++, source += row)
            {
                starts[i] = lists.Count;
                lists.Append(source, places, length);
            }
        }
    }

    private void MultiplyStrip(NonzeroList lists, int* starts, int rows, float* b, int steps, int columns, int width, float* c, bool add, float* panel, float* sums)
    {
        nint rowBytes = (nint)n * sizeof(float);
        bool whole = columns == width * kernels.Width;
        if (!whole || rowBytes % LineBytes != 0 || rowBytes % CrowdedStride == 0)
        {
            Pack(b, steps, columns, width * kernels.Width, panel);
            b = panel;
            rowBytes = width * kernels.Width * sizeof(float);
        }

        for (int i = 0; i < rows; i++, c += n)
        {
            NonzeroList list = lists.Slice(starts[i], starts[i + 1]);
            if (whole)
            {
                kernels.SumScaledRows(width)((byte*)b, rowBytes, list, c, add);
                continue;
            }

            if (add) new ReadOnlySpan<float>(c, columns).CopyTo(new Span<float>(sums, columns));
            kernels.SumScaledRows(width)((byte*)b, rowBytes, list, sums, add);
            new ReadOnlySpan<float>(sums, columns).CopyTo(new Span<float>(c, columns));
        }
    }

    private void Pack(float* b, int steps, int columns, int panelColumns, float* panel)
    {
        for (int p = 0; p < steps; p++, b += n, panel += panelColumns)
        {
            new ReadOnlySpan<float>(b, columns).CopyTo(new Span<float>(panel, columns));
            new Span<float>(panel + columns, panelColumns - columns).Clear();
        }
    }
}
