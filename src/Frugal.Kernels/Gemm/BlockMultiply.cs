namespace Frugal.Kernels;

/// <summary>The operands of a product that runs over panels of B and groups of rows of A. Strides in floats.</summary>
internal unsafe struct BlockOperands
{
    /// <summary>A[0, 0] of the block.</summary>
    public float* A;
    /// <summary>From a row of A to the next; 0 says that groups of rows are packed one after the other as <see cref="RowGroups"/> divides them.</summary>
    public nint ARow;
    /// <summary>From a step of A to the next; unused where A is packed.</summary>
    public nint AStep;
    /// <summary>Rows of the block.</summary>
    public int Rows;
    /// <summary>B[0, 0] of the block.</summary>
    public float* B;
    /// <summary>From a panel of B to the next.</summary>
    public nint BPanel;
    /// <summary>From a step of B to the next.</summary>
    public nint BStep;
    /// <summary>Columns of the block.</summary>
    public int Columns;
    /// <summary>Terms of each sum.</summary>
    public int Steps;
    /// <summary>C[0, 0] of the block.</summary>
    public float* C;
    /// <summary>From a row of C to the next.</summary>
    public nint CRow;
    /// <summary>The bias of the block's first row or column.</summary>
    public float* Bias;
    /// <summary>The residual at the block's place.</summary>
    public float* Residual;
    /// <summary>Room for one tile of sums.</summary>
    public float* Tile;
    /// <summary>C is in a near cache level: sums are stored as they are, and whole vectors of them.</summary>
    public bool Near;
}

/// <summary>The loops around the micro-kernel.</summary>
internal static unsafe class BlockMultiply
{
    /// <summary>C block = finish(A block · B block): a panel of B stays in the first cache level while all rows of A pass by.</summary>
    public static void Run(MatrixKernels kernels, in BlockOperands block, in TileFinish finish)
    {
        int groups = RowGroups.Count(block.Rows, kernels.Rows);
        if (groups == 0) return;
        // As RowGroups divides them: the first groups have one row more.
        int size = block.Rows / groups, larger = block.Rows % groups;
        TileTarget target = Target(kernels, block, finish);
        TileFlags flags = target.Flags;
        bool interleaved = block.ARow == 0;
        nint rowBytes = interleaved ? sizeof(float) : block.ARow * sizeof(float), bStep = block.BStep * sizeof(float);
        for (int column = 0; column < block.Columns; column += kernels.Columns)
        {
            int columns = Math.Min(kernels.Columns, block.Columns - column);
            var b = (byte*)(block.B + column / kernels.Columns * block.BPanel);
            target.Columns = columns;
            target.Flags = columns % kernels.Width == 0 ? flags : flags | TileFlags.ByWay;
            target.Bias = finish.Bias == BiasKind.PerColumn ? block.Bias + column : block.Bias;
            target.C = block.C + column;
            target.Residual = finish.Residual ? block.Residual + column : target.C;
            var a = (byte*)block.A;
            int group = 0;
            for (int rows = size + 1; group < groups; rows--)
            {
                int end = rows > size ? larger : groups;
                if (group == end) continue;
                nint step = (interleaved ? rows : block.AStep) * sizeof(float);
                nint next = rows * (interleaved ? block.Steps * sizeof(float) : rowBytes);
                var multiply = Kernel(kernels, block, rows, columns);
                for (; group < end; group++)
                {
                    multiply(a, rowBytes, step, b, bStep, block.Steps, &target);
                    a += next;
                    target.C += rows * block.CRow;
                    target.Residual += rows * block.CRow;
                    if (finish.Bias == BiasKind.PerRow) target.Bias += rows;
                }
            }
        }
    }

    /// <summary>
    /// The same, but a group of rows of A stays in the first cache level while the panels of B pass by from the second: for an A whose rows lie far from each other, and a B of
    /// which several panels fit.
    /// </summary>
    public static void RunByRows(MatrixKernels kernels, in BlockOperands block, in TileFinish finish)
    {
        int groups = RowGroups.Count(block.Rows, kernels.Rows), tail = block.Columns % kernels.Columns, whole = block.Columns - tail;
        TileTarget target = Target(kernels, block, finish);
        TileFlags flags = target.Flags;
        bool interleaved = block.ARow == 0;
        nint rowBytes = interleaved ? sizeof(float) : block.ARow * sizeof(float), bStep = block.BStep * sizeof(float), panel = block.BPanel * sizeof(float);
        var a = (byte*)block.A;
        for (int group = 0, row = 0; group < groups; group++)
        {
            int rows = RowGroups.Size(block.Rows, groups, group);
            nint step = (interleaved ? rows : block.AStep) * sizeof(float);
            var b = (byte*)block.B;
            target.C = block.C + row * block.CRow;
            target.Residual = finish.Residual ? block.Residual + row * block.CRow : target.C;
            target.Bias = finish.Bias == BiasKind.PerRow ? block.Bias + row : block.Bias;
            target.Flags = flags;
            target.Columns = kernels.Columns;
            var multiply = Kernel(kernels, block, rows, kernels.Columns);
            for (int column = 0; column < whole; column += kernels.Columns)
            {
                multiply(a, rowBytes, step, b, bStep, block.Steps, &target);
                b += panel;
                target.C += kernels.Columns;
                target.Residual += kernels.Columns;
                if (finish.Bias == BiasKind.PerColumn) target.Bias += kernels.Columns;
            }

            if (tail > 0)
            {
                target.Columns = tail;
                if (tail % kernels.Width != 0) target.Flags |= TileFlags.ByWay;
                Kernel(kernels, block, rows, tail)(a, rowBytes, step, b, bStep, block.Steps, &target);
            }

            a += rows * (interleaved ? block.Steps * sizeof(float) : rowBytes);
            row += rows;
        }
    }

    private static TileTarget Target(MatrixKernels kernels, in BlockOperands block, in TileFinish finish)
    {
        TileTarget target = finish.Target();
        target.Tile = block.Tile;
        target.TileRow = kernels.Columns;
        target.CRow = block.CRow;
        if (block.Near) target.Flags = TileFlags.Near;
        return target;
    }

    private static delegate*<byte*, nint, nint, byte*, nint, nint, TileTarget*, void> Kernel(MatrixKernels kernels, in BlockOperands block, int rows, int columns) =>
        block.BStep == kernels.Columns && (block.ARow == 0 || block.AStep == 1)
            ? kernels.MultiplyPacked(rows, columns, block.ARow == 0)
            : kernels.Multiply(rows, columns);
}
