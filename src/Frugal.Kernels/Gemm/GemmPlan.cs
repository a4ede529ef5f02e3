namespace Frugal.Kernels;

/// <summary>
/// A float32 matrix product of one shape: C = activation(α · op(A) · op(B) [+ C] + bias + residual), op(A) m×k, op(B) k×n, C m×n, all row-major.
/// Immutable and safe to share; memory belongs to the caller.
/// </summary>
/// <remarks>
/// The result is divided into <see cref="Tiles"/> that may run in any order on any threads: which numbers are added in which order
/// depends on the shape and the instruction set only. Sums are taken in blocks of terms whose A and B fit the caches (Kazushige Goto and
/// Robert van de Geijn, "Anatomy of High-Performance Matrix Multiplication", 2008).
/// </remarks>
public sealed unsafe class GemmPlan
{
    // A panel of B of this many steps, at 16 columns, and six rows of A take 28 of the 32 KiB of a first-level cache.
    private const int LargestSteps = 320;
    // Rows of A in a tile: with LargestSteps terms they take about a third of a 512 KiB second-level cache.
    private const int LargestRows = 168;
    // A tile below this many multiply-adds (about ten microseconds) costs more to hand out than it gains; larger ones are hard to share evenly.
    private const long TileWork = 1 << 20;
    // Steps of a transposed A at multiples of so many bytes fall into a few sets of the first-level cache, where they displace each other.
    private const int CrowdedStride = 512;
    // Enough for any number of threads; larger tiles reuse A better.
    private const int MostTiles = 32;
    // Packed B that passes by a group of rows of A: a part of the second-level cache.
    private const int PassingBytes = 192 << 10;
    // A transposed result of more elements would not stay in the second-level cache until it is turned.
    private const int LargestSwapped = 64 << 10;
    // From so many rows on, copying a panel of B pays for itself through contiguous reads.
    private const int RowsWorthPacking = 24;

    private readonly MatrixKernels kernels;
    private readonly int m, n, k;
    private readonly int rowTiles, columnTiles, tileRows, tileColumns;
    private readonly int blocks;
    private readonly TileFinish finish;
    private readonly Method method;
    // Cᵀ = op(B)ᵀ · Aᵀ, where that packs less.
    private readonly GemmPlan? swapped;

    private enum Method
    {
        Blocks,
        OneRow,
        OneColumn,
    }

    private GemmPlan(int m, int n, int k, GemmOptions options, MatrixKernels kernels)
    {
        this.m = m;
        this.n = n;
        this.k = k;
        this.kernels = kernels;
        Options = options;
        finish = new TileFinish(options.Alpha, options.Accumulate, options.Bias, options.Residual, options.Epilogue);
        method = m == 1 ? Method.OneRow : n == 1 && !options.TransposeA && !options.ConstantB ? Method.OneColumn : Method.Blocks;
        blocks = Math.Max(1, (k + LargestSteps - 1) / LargestSteps);
        (tileRows, tileColumns) = method switch
        {
            Method.OneRow => (1, TileLength(n, 4 * kernels.Columns, k)),
            Method.OneColumn => (TileLength(m, 4, k), 1),
            _ => BlockTile(),
        };
        rowTiles = (m + tileRows - 1) / tileRows;
        columnTiles = (n + tileColumns - 1) / tileColumns;
        if (SwapsOperands()) swapped = new GemmPlan(n, m, k, Swapped(options), kernels);
        ScratchBytes = swapped is null ? ComputeScratchBytes() : Scratch.Bytes((long)m * n) + swapped.ScratchBytes;
    }

    /// <summary>What is computed.</summary>
    public GemmOptions Options { get; }

    /// <summary>Independent pieces of the result.</summary>
    public int Tiles => swapped?.Tiles ?? rowTiles * columnTiles;

    /// <summary>Scratch memory that each running tile needs.</summary>
    public long ScratchBytes { get; }

    /// <summary>The size of packed B. It and the packed form depend on n, k and the instruction set, not on m.</summary>
    public long PackedBBytes => (long)Panels * k * kernels.Columns * sizeof(float);

    private int Panels => (n + kernels.Columns - 1) / kernels.Columns;

    private bool PacksB => !Options.ConstantB && (Options.TransposeB || tileRows >= RowsWorthPacking);

    private int PassingColumns(int steps) => Math.Max(1, PassingBytes / sizeof(float) / Math.Max(1, steps) / kernels.Columns) * kernels.Columns;

    private int LargestBlock => (k + blocks - 1) / blocks;

    /// <summary>Plans a product.</summary>
    /// <param name="m">Rows of C.</param>
    /// <param name="n">Columns of C.</param>
    /// <param name="k">Terms of each sum; with 0 the product is 0.</param>
    /// <param name="options">Transposition, bias, activation and so on.</param>
    /// <param name="set">The instruction set; by default <see cref="InstructionSets.Current"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative.</exception>
    public static GemmPlan Create(int m, int n, int k, GemmOptions options, InstructionSet? set = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(m);
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        ArgumentNullException.ThrowIfNull(options);
        return new GemmPlan(m, n, k, options, MatrixKernels.For(set));
    }

    /// <summary>Brings a constant B, row-major with k·n values (n·k when transposed), into the order that the kernels read.</summary>
    /// <param name="b">B without gaps between its rows.</param>
    /// <param name="packed">Receives <see cref="PackedBBytes"/> bytes.</param>
    public void PackB(ReadOnlySpan<float> b, Span<float> packed)
    {
        Check(b.Length, (long)n * k, "B");
        Check(packed.Length, PackedBBytes / sizeof(float), "packed B");
        fixed (float* source = b, target = packed)
        {
            for (int panel = 0; panel < Panels; panel++)
            {
                int column = panel * kernels.Columns;
                PackPanel(source, Options.TransposeB ? k : n, column, Math.Min(kernels.Columns, n - column), 0, k, target + (nint)panel * k * kernels.Columns);
            }
        }
    }

    /// <summary>Computes one tile of C.</summary>
    /// <param name="tile">Which one, below <see cref="Tiles"/>.</param>
    /// <param name="a">A: m×k, or k×m when transposed.</param>
    /// <param name="lda">Floats from a stored row of A to the next.</param>
    /// <param name="b">B: k×n, or n×k when transposed; packed when constant.</param>
    /// <param name="ldb">Floats from a stored row of B to the next; ignored when packed.</param>
    /// <param name="c">C: m×n.</param>
    /// <param name="ldc">Floats from a row of C (and of the residual) to the next.</param>
    /// <param name="bias">The bias, or empty.</param>
    /// <param name="residual">The residual, or empty.</param>
    /// <param name="scratch">At least <see cref="ScratchBytes"/>, used by no other tile at the same time; need not be cleared.</param>
    public void RunTile(int tile, ReadOnlySpan<float> a, int lda, ReadOnlySpan<float> b, int ldb, Span<float> c, int ldc,
        ReadOnlySpan<float> bias, ReadOnlySpan<float> residual, Span<byte> scratch)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)tile, (uint)Tiles, nameof(tile));
        CheckOperands(a.Length, lda, b.Length, ldb, c.Length, ldc, bias.Length, residual.Length);
        if (swapped is not null)
        {
            RunSwapped(tile, a, lda, b, ldb, c, ldc, bias, scratch);
            return;
        }

        int row = tile % rowTiles * tileRows, column = tile / rowTiles * tileColumns;
        fixed (float* aStart = a, bStart = b, cStart = c, biasStart = bias, residualStart = residual)
        fixed (byte* scratchStart = scratch)
        {
            var memory = new Scratch(scratchStart, scratch.Length);
            var block = new BlockOperands
            {
                A = aStart,
                B = bStart,
                C = cStart + (nint)row * ldc + column,
                CRow = ldc,
                Rows = Math.Min(tileRows, m - row),
                Columns = Math.Min(tileColumns, n - column),
                Bias = biasStart + (Options.Bias switch { BiasKind.PerRow => row, BiasKind.PerColumn => column, _ => 0 }),
                Residual = residualStart + (Options.Residual ? (nint)row * ldc + column : 0),
            };
            if (method == Method.OneRow) RunRow(column, lda, ldb, ref block, ref memory);
            else if (method == Method.OneColumn) RunColumn(row, lda, ldb, ref block, ref memory);
            else RunBlocks(row, column, lda, ldb, ref block, ref memory);
        }
    }

    private void RunSwapped(int tile, ReadOnlySpan<float> a, int lda, ReadOnlySpan<float> b, int ldb, Span<float> c, int ldc, ReadOnlySpan<float> bias, Span<byte> scratch)
    {
        int row = tile % swapped!.rowTiles * swapped.tileRows, column = tile / swapped.rowTiles * swapped.tileColumns;
        int rows = Math.Min(swapped.tileRows, n - row), columns = Math.Min(swapped.tileColumns, m - column);
        fixed (byte* start = scratch)
        fixed (float* target = c)
        {
            var memory = new Scratch(start, scratch.Length);
            float* transposed = memory.Floats((long)m * n);
            swapped.RunTile(tile, b, ldb, a, lda, new Span<float>(transposed, m * n), m, bias, default, scratch[(int)Scratch.Bytes((long)m * n)..]);
            Transposition.Strided(ref transposed[row * m + column], m, ref target[(nint)column * ldc + row], ldc, rows, columns);
        }
    }

    private void RunBlocks(int row, int column, int lda, int ldb, ref BlockOperands block, ref Scratch memory)
    {
        float* a = block.A, b = block.B;
        block.Tile = memory.Floats(kernels.Rows * kernels.Columns);
        bool packsA = Options.TransposeA && (nint)lda * sizeof(float) % CrowdedStride == 0;
        float* packedA = packsA ? memory.Floats((long)tileRows * LargestBlock) : null;
        float* packedB = PacksB ? memory.Floats((long)kernels.Columns * LargestBlock) : null;
        int columns = block.Columns;
        float* c = block.C, bias = block.Bias, residual = block.Residual;
        for (int i = 0, start = 0; i < blocks; i++)
        {
            block.Steps = RowGroups.Size(k, blocks, i);
            TileFinish pass = finish.ForPass(i == 0, i == blocks - 1);
            if (packsA)
            {
                PackA(a + (nint)start * lda + row, lda, block.Rows, block.Steps, packedA);
                block.A = packedA;
            }
            else if (Options.TransposeA)
            {
                block.A = a + (nint)start * lda + row;
                block.ARow = 1;
                block.AStep = lda;
            }
            else
            {
                block.A = a + (nint)row * lda + start;
                block.ARow = lda;
                block.AStep = 1;
            }

            int width = Options.ConstantB ? PassingColumns(block.Steps) : kernels.Columns;
            for (int j = 0; j < columns; j += width)
            {
                block.Columns = Math.Min(width, columns - j);
                block.C = c + j;
                block.Bias = Options.Bias == BiasKind.PerColumn ? bias + j : bias;
                block.Residual = residual + (Options.Residual ? j : 0);
                block.BStep = kernels.Columns;
                if (Options.ConstantB)
                {
                    block.B = b + ((nint)((column + j) / kernels.Columns) * k + start) * kernels.Columns;
                    block.BPanel = (nint)k * kernels.Columns;
                    BlockMultiply.RunByRows(kernels, block, pass);
                    continue;
                }

                if (PacksB || block.Columns % kernels.Width != 0)
                {
                    block.B = packedB == null ? packedB = memory.Floats((long)kernels.Columns * LargestBlock) : packedB;
                    PackPanel(b, ldb, column + j, block.Columns, start, block.Steps, block.B);
                }
                else
                {
                    block.B = b + (nint)start * ldb + column + j;
                    block.BStep = ldb;
                }

                BlockMultiply.Run(kernels, block, pass);
            }

            start += block.Steps;
        }
    }

    private void RunRow(int column, int lda, int ldb, ref BlockOperands block, ref Scratch memory)
    {
        int columns = block.Columns;
        float* sums = memory.Floats(tileColumns + kernels.Columns);
        nint aStep = Options.TransposeA ? lda : 1;
        float* a = block.A;
        if (Options.ConstantB)
        {
            nint panel = (nint)k * kernels.Columns;
            for (int j = 0; j < columns; j += 4 * kernels.Columns)
            {
                int panels = Math.Min(4, (columns - j + kernels.Columns - 1) / kernels.Columns);
                kernels.RowTimesPanels(a, aStep, block.B + (column + j) / kernels.Columns * panel, panel, panels, k, sums + j);
            }
        }
        else if (Options.TransposeB)
        {
            if (aStep != 1)
            {
                float* row = memory.Floats(k);
                for (int p = 0; p < k; p++) row[p] = a[p * aStep];
                a = row;
            }

            kernels.Dots(block.B + (nint)column * ldb, ldb, columns, a, k, sums);
        }
        else
        {
            kernels.RowTimesRows(a, aStep, block.B + column, ldb, columns, k, sums);
        }

        Finish(block, sums, 0, 1, columns);
    }

    private void RunColumn(int row, int lda, int ldb, ref BlockOperands block, ref Scratch memory)
    {
        float* sums = memory.Floats(tileRows + kernels.Columns);
        float* b = block.B;
        if (!Options.TransposeB && ldb != 1)
        {
            b = memory.Floats(k);
            for (int p = 0; p < k; p++) b[p] = block.B[(nint)p * ldb];
        }

        kernels.Dots(block.A + (nint)row * lda, lda, block.Rows, b, k, sums);
        Finish(block, sums, 1, block.Rows, 1);
    }

    private void Finish(in BlockOperands block, float* sums, nint sumRow, int rows, int columns)
    {
        TileTarget target = finish.Target();
        target.C = block.C;
        target.CRow = block.CRow;
        target.Bias = block.Bias;
        target.Residual = block.Residual;
        target.Tile = sums;
        target.TileRow = sumRow;
        target.Columns = columns;
        kernels.Finish(&target, rows);
    }

    private void PackA(float* a, nint aStep, int rows, int steps, float* packed)
    {
        int groups = RowGroups.Count(rows, kernels.Rows);
        for (int group = 0, row = 0; group < groups; group++)
        {
            int size = RowGroups.Size(rows, groups, group);
            kernels.PackTall(a + row, aStep, steps, size, packed + (nint)row * steps);
            row += size;
        }
    }

    private void PackPanel(float* b, nint ldb, int column, int columns, int start, int steps, float* panel)
    {
        if (Options.TransposeB) kernels.PackTransposed(b + column * ldb + start, ldb, steps, columns, panel);
        else kernels.PackRows(b + start * ldb + column, ldb, steps, columns, panel);
    }

    // A transposed B is read along its rows when it stands on the left, and only the other operand, which is smaller, needs packing.
    private bool SwapsOperands() => method == Method.Blocks && m < n && n > 1 && (long)m * n <= LargestSwapped
        && Options is { TransposeB: true, TransposeA: false, ConstantB: false, Residual: false, Accumulate: false };

    private static GemmOptions Swapped(GemmOptions options) => options with
    {
        Bias = options.Bias switch { BiasKind.PerColumn => BiasKind.PerRow, BiasKind.PerRow => BiasKind.PerColumn, _ => BiasKind.None },
    };

    private (int Rows, int Columns) BlockTile()
    {
        int groups = Math.Max(1, (m + LargestRows - 1) / LargestRows);
        int rows = Math.Max(1, (m + groups - 1) / groups);
        if (groups > 1) rows = (rows + kernels.Rows - 1) / kernels.Rows * kernels.Rows;
        int rowTiles = Math.Max(1, (m + rows - 1) / rows);
        return (rows, TileLength(n, kernels.Columns, (long)rows * k, Math.Max(1, MostTiles / rowTiles)));
    }

    // Lengths are multiples of the unit, and all tiles nearly equal.
    private static int TileLength(int length, int unit, long workOfOne, int most = MostTiles)
    {
        long units = Math.Max(1, ((long)length + unit - 1) / unit);
        long tiles = Math.Clamp((length * workOfOne + TileWork - 1) / TileWork, 1, Math.Min(units, most));
        return (int)((units + tiles - 1) / tiles * unit);
    }

    private long ComputeScratchBytes() => method switch
    {
        Method.OneRow => Scratch.Bytes(tileColumns + kernels.Columns, Options.TransposeA && Options.TransposeB ? k : 0),
        Method.OneColumn => Scratch.Bytes(tileRows + kernels.Columns, k),
        _ => Scratch.Bytes(kernels.Rows * kernels.Columns, Options.TransposeA ? (long)tileRows * LargestBlock : 0,
            Options.ConstantB ? 0 : (long)kernels.Columns * LargestBlock),
    };

    private void CheckOperands(int a, int lda, int b, int ldb, int c, int ldc, int bias, int residual)
    {
        CheckMatrix(a, Options.TransposeA ? k : m, Options.TransposeA ? m : k, lda, "A");
        if (Options.ConstantB) Check(b, PackedBBytes / sizeof(float), "packed B");
        else CheckMatrix(b, Options.TransposeB ? n : k, Options.TransposeB ? k : n, ldb, "B");
        CheckMatrix(c, m, n, ldc, "C");
        if (Options.Residual) CheckMatrix(residual, m, n, ldc, "the residual");
        if (Options.Bias != BiasKind.None) Check(bias, Options.Bias == BiasKind.PerRow ? m : n, "the bias");
    }

    private static void CheckMatrix(int length, int rows, int columns, int stride, string name)
    {
        if (rows == 0 || columns == 0) return;
        if (stride < columns) throw new ArgumentException($"The row stride {stride} of {name} is below its {columns} columns.");
        Check(length, (long)(rows - 1) * stride + columns, name);
    }

    private static void Check(int length, long needed, string name)
    {
        if (length < needed) throw new ArgumentException($"{name} has {length} values, but the plan needs {needed}.");
    }
}
