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
    public static void Run(MatrixKernels kernels, ref BlockOperands block, TileFinish finish)
    {
        int groups = RowGroups.Count(block.Rows, kernels.Rows);
        for (int column = 0; column < block.Columns; column += kernels.Columns)
        {
            int columns = Math.Min(kernels.Columns, block.Columns - column);
            float* b = block.B + column / kernels.Columns * block.BPanel;
            float* bias = finish.Bias == BiasKind.PerColumn ? block.Bias + column : block.Bias;
            int row = 0;
            for (int group = 0; group < groups; group++)
            {
                int rows = RowGroups.Size(block.Rows, groups, group);
                if (block.ARow == 0)
                    kernels.Multiply(rows, columns)((byte*)(block.A + (nint)row * block.Steps), sizeof(float), rows * sizeof(float), (byte*)b, block.BStep * sizeof(float), block.Steps, block.Tile);
                else
                    kernels.Multiply(rows, columns)((byte*)(block.A + row * block.ARow), block.ARow * sizeof(float), block.AStep * sizeof(float), (byte*)b, block.BStep * sizeof(float), block.Steps, block.Tile);
                kernels.Finish(&finish, block.Tile, kernels.Columns, rows, columns, block.C + row * block.CRow + column, block.CRow,
                    finish.Bias == BiasKind.PerRow ? bias + row : bias, finish.Residual ? block.Residual + row * block.CRow + column : null);
                row += rows;
            }
        }
    }
}
