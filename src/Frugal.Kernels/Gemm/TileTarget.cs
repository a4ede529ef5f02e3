namespace Frugal.Kernels;

/// <summary>Where a tile of sums goes and what is applied on the way.</summary>
internal unsafe struct TileTarget
{
    /// <summary>C[0, 0] of the tile.</summary>
    public float* C;
    /// <summary>Floats from a row of C (and of the residual) to the next.</summary>
    public nint CRow;
    /// <summary>The bias of the tile's first row or column, where there is one.</summary>
    public float* Bias;
    /// <summary>The residual at the tile's place, where there is one.</summary>
    public float* Residual;
    /// <summary>Scratch memory for the sums, where they go <see cref="TileFlags.ByWay"/>.</summary>
    public float* Tile;
    /// <summary>Floats from a row of <see cref="Tile"/> to the next.</summary>
    public nint TileRow;
    /// <summary>Columns of the tile.</summary>
    public int Columns;
    /// <summary>Of a kernel with offsets: the bytes from the start of B, or of a row of A, to each step or segment.</summary>
    public int* Offsets;
    /// <summary>The steps to take.</summary>
    public TileFlags Flags;
    /// <summary>The lower limit, or the slope of a leaky activation.</summary>
    public float Low;
    /// <summary>The upper limit.</summary>
    public float High;
    /// <summary>The factor of the sums.</summary>
    public float Alpha;
}

/// <summary>The steps between a sum and C, in this order.</summary>
[Flags]
internal enum TileFlags
{
    None = 0,
    Scale = 1,
    AddPrevious = 2,
    RowBias = 4,
    ColumnBias = 8,
    Residual = 16,
    Limit = 32,
    Leaky = 64,
    /// <summary>The micro-kernel leaves the sums in scratch memory for <see cref="TileFinisher{V, O}"/>: rare steps, and tiles that end inside a vector.</summary>
    ByWay = 128,
    /// <summary>C is in a near cache level and is not fetched beforehand. Alone only.</summary>
    Near = 256,
}
