using Frugal.Reports;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Reports;

public sealed class LayeredLayoutTests
{
    private const double Box = 100, Pass = 20;

    [Fact]
    public void A_chain_is_a_straight_column()
    {
        LayeredLayout layout = LayeredLayout.Of(20, [.. Enumerable.Range(0, 19).Select(i => (i, i + 1))], Box, Pass);
        Assert.Equal(20, layout.Rows);
        Assert.Equal(Box, layout.Width, 6);
        Assert.All(Enumerable.Range(0, 20), i => Assert.Equal(Box / 2, layout.Middle(i), 6));
    }

    [Fact]
    public void Two_branches_whose_ends_are_swapped_do_not_cross()
    {
        // 0 → 1, 2; 1 → 3; 2 → 4; and the nodes of the last row are numbered against the order.
        LayeredLayout layout = LayeredLayout.Of(6, [(0, 1), (0, 2), (1, 4), (2, 3), (3, 5), (4, 5)], Box, Pass);
        Assert.Equal(0, layout.Crossings());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void On_random_graphs_edges_point_down_and_nothing_overlaps(ulong seed)
    {
        var random = new RandomStream(seed);
        int count = 60;
        var edges = new HashSet<(int From, int To)>();
        for (int to = 1; to < count; to++)
            for (int k = 0; k <= random.NextInt32(3); k++) edges.Add((Math.Max(0, to - 1 - random.NextInt32(6)), to));
        LayeredLayout layout = LayeredLayout.Of(count, edges, Box, Pass);
        Assert.All(edges, e => Assert.True(layout.Row(e.From) < layout.Row(e.To)));
        foreach (IGrouping<int, int> row in Enumerable.Range(0, count).GroupBy(layout.Row))
        {
            double[] middles = [.. row.Select(layout.Middle).Order()];
            Assert.All(middles.Zip(middles.Skip(1)), pair => Assert.True(pair.Second - pair.First >= Box - 1e-6));
        }
        foreach ((int from, int to) in edges)
        {
            IReadOnlyList<(int Row, double X)> way = layout.Way(from, to);
            Assert.Equal(Enumerable.Range(layout.Row(from), layout.Row(to) - layout.Row(from) + 1), way.Select(w => w.Row));
            foreach ((int row, double x) in way.Skip(1).SkipLast(1))
                Assert.DoesNotContain(Enumerable.Range(0, count), i => layout.Row(i) == row && Math.Abs(layout.Middle(i) - x) < (Box + Pass) / 2 - 1e-6);
        }
    }
}
