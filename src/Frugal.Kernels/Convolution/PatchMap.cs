namespace Frugal.Kernels;

/// <summary>
/// Where the inputs of a panel of neighbouring output positions lie in a plane of X, for each tap of the kernel. Made once per shape.
/// </summary>
/// <remarks>
/// At width stride 1 the inputs of neighbouring positions are neighbours too, but for the ends of rows: a vector of them is one masked load, or a few
/// where a row ends inside it (<see cref="Pieces"/>). With "same" padding even the rows follow each other, and one load is always enough.
/// A piece of stride 2 loads two vectors and keeps every second value. Other strides go lane by lane without a table.
/// </remarks>
internal sealed class PatchMap
{
    private readonly ConvolutionShape shape;

    public PatchMap(ConvolutionShape shape, int vectorWidth)
    {
        this.shape = shape;
        VectorWidth = vectorWidth;
        Taps = shape.Taps;
        Positions = shape.OutputPositions;
        Panels = (Positions + 2 * vectorWidth - 1) / (2 * vectorWidth);
        Stride = shape.StrideWidth;
        if (vectorWidth == 1 || Stride > 2) return;
        long vectors = 2L * Panels * Taps;
        var starts = new int[vectorWidth];
        var masks = new uint[vectorWidth];
        Pieces = 1;
        for (long vector = 0; vector < vectors; vector++) Pieces = Math.Max(Pieces, Divide(vector, starts, masks));
        Offsets = new int[vectors * Pieces];
        Masks = new uint[vectors * Pieces];
        for (long vector = 0; vector < vectors; vector++)
        {
            int count = Divide(vector, starts, masks);
            for (int piece = 0; piece < count; piece++)
            {
                Offsets[vector * Pieces + piece] = starts[piece];
                Masks[vector * Pieces + piece] = masks[piece];
            }
        }
    }

    /// <summary>Floats in a vector; a panel has two.</summary>
    public int VectorWidth { get; }

    /// <summary>Taps of the kernel.</summary>
    public int Taps { get; }

    /// <summary>Output positions of an image.</summary>
    public int Positions { get; }

    /// <summary>Panels of an image.</summary>
    public int Panels { get; }

    /// <summary>The stride along a row.</summary>
    public int Stride { get; }

    /// <summary>Masked loads per vector; 0 says that there is no table.</summary>
    public int Pieces { get; }

    /// <summary>The position in the plane of a piece's first lane, by [panel, tap, vector, piece]; it may lie outside where that lane is masked.</summary>
    public int[] Offsets { get; } = [];

    /// <summary>The lanes that a piece supplies, a bit each.</summary>
    public uint[] Masks { get; } = [];

    /// <summary>The position in the plane of an input, or −1 in the padding and beyond the last output.</summary>
    public int Source(int position, int tap)
    {
        if (position >= Positions) return -1;
        int y = position / shape.OutputWidth * shape.StrideHeight + tap / shape.KernelWidth * shape.DilationHeight - shape.PadTop;
        int x = position % shape.OutputWidth * shape.StrideWidth + tap % shape.KernelWidth * shape.DilationWidth - shape.PadLeft;
        return (uint)y < (uint)shape.Height && (uint)x < (uint)shape.Width ? y * shape.Width + x : -1;
    }

    // Lanes whose position minus stride · lane agrees belong to one piece.
    private int Divide(long vector, int[] starts, uint[] masks)
    {
        int half = (int)(vector % 2), tap = (int)(vector / 2 % Taps);
        int first = (int)(vector / 2 / Taps) * 2 * VectorWidth + half * VectorWidth;
        int count = 0;
        for (int lane = 0; lane < VectorWidth; lane++)
        {
            int source = Source(first + lane, tap);
            if (source < 0) continue;
            int start = source - Stride * lane, piece = 0;
            while (piece < count && starts[piece] != start) piece++;
            if (piece == count)
            {
                starts[count] = start;
                masks[count++] = 0;
            }

            masks[piece] |= 1u << (Stride * lane);
        }

        return count;
    }
}
