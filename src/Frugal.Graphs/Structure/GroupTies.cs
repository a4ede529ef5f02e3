namespace Frugal.Graphs;

/// <summary>Ties of axes that consist of equal groups.</summary>
internal static class GroupTies
{
    /// <summary>Each group of one axis belongs together, and with the group of the same number of the other axis.</summary>
    public static void Whole(TieContext context, NodeAxis first, NodeAxis second, int groups)
    {
        int size = (int)context.Extent(first).Number / groups, otherSize = (int)context.Extent(second).Number / groups;
        var leaders = new IndexBlocks(0, groups, size);
        context.Same(first, new IndexBlocks(0, groups * size), first, leaders with { RepeatEach = size });
        context.Same(second, new IndexBlocks(0, groups * otherSize), first, leaders with { RepeatEach = otherSize });
    }
}
