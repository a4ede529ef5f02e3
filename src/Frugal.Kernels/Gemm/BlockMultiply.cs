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
}

/// <summary>The loops around the micro-kernel: a panel of B stays in the first cache level while all rows of A pass by.</summary>
internal static unsafe class BlockMultiply
{
    /// <summary>C block = finish(A block · B block).</summary>
    public static void Run(MatrixKernels kernels, in BlockOperands block, in TileFinish finish)
    {
        int groups = RowGroups.Count(block.Rows, kernels.Rows);
        TileTarget target = finish.Target();
        target.Tile = block.Tile;
        target.TileRow = kernels.Columns;
        target.CRow = block.CRow;
        TileFlags flags = target.Flags;
        bool packed = block.ARow == 0;
        nint rowBytes = packed ? sizeof(float) : block.ARow * sizeof(float), bStep = block.BStep * sizeof(float);
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
            for (int group = 0; group < groups; group++)
            {
                int rows = RowGroups.Size(block.Rows, groups, group);
                nint step = packed ? rows * sizeof(float) : block.AStep * sizeof(float);
                kernels.Multiply(rows, columns)(a, rowBytes, step, b, bStep, block.Steps, &target);
                a += rows * (packed ? block.Steps * sizeof(float) : rowBytes);
                target.C += rows * block.CRow;
                target.Residual += rows * block.CRow;
                if (finish.Bias == BiasKind.PerRow) target.Bias += rows;
            }
        }
    }
}
