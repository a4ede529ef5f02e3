namespace Frugal.Runtime.Kernels;

/// <summary>Work on a range of items (elements, rows, planes), cut into tiles of a fixed number of items.</summary>
internal sealed class RangeStep : Step
{
    /// <summary>Computes the items from <paramref name="start"/>, <paramref name="count"/> of them.</summary>
    public delegate void Body(in Buffers buffers, int start, int count);

    // Elements that a tile touches: enough to outweigh handing it out, few enough to share.
    private const int ElementsPerTile = 32 * 1024;

    private readonly int items;
    private readonly int itemsPerTile;
    private readonly Body body;
    private readonly string description;
    private readonly int inPlaceInput;

    /// <param name="items">The number of items.</param>
    /// <param name="elementsPerItem">The elements that one item touches.</param>
    /// <param name="description">For profiles.</param>
    /// <param name="body">The work.</param>
    /// <param name="inPlaceInput">The input whose memory the output may take over, or −1.</param>
    public RangeStep(long items, long elementsPerItem, string description, Body body, int inPlaceInput = -1)
    {
        this.items = checked((int)items);
        itemsPerTile = (int)Math.Max(1, ElementsPerTile / Math.Max(1, elementsPerItem));
        this.body = body;
        this.description = description;
        this.inPlaceInput = inPlaceInput;
    }

    public override int InPlaceInput => inPlaceInput;

    public override int Tiles(int phase) => Math.Max(1, (items + itemsPerTile - 1) / itemsPerTile);

    public override void Run(in Buffers buffers, int phase, int tile, Span<byte> scratch)
    {
        int start = tile * itemsPerTile;
        body(buffers, start, Math.Min(itemsPerTile, items - start));
    }

    public override string Describe() => description;
}
