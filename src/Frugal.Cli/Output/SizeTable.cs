using Frugal.Coding;

namespace Frugal.Cli.Output;

/// <summary>Where the bytes of a .frugal file are.</summary>
internal static class SizeTable
{
    public static ResultTable Of(SizeBreakdown size)
    {
        var table = new ResultTable("", "part", ">bytes");
        foreach ((string name, long bytes) in new[]
        {
            ("values of weights", size.ValueBytes), ("positions of weights", size.PositionBytes), ("codebooks", size.CodebookBytes), ("biases", size.BiasBytes),
            ("graph", size.GraphBytes), ("checksums", size.ChecksumBytes), ("other", size.OtherBytes), ("together", size.TotalBytes),
        })
        {
            if (bytes > 0) table.Row(name, Quantities.Count(bytes));
        }
        return table;
    }
}
