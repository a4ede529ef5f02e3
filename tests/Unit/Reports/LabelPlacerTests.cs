using Frugal.Reports;
using Xunit;

namespace Frugal.Tests.Reports;

public sealed class LabelPlacerTests
{
    [Fact]
    public void Labels_do_not_overlap_each_other_and_stay_inside()
    {
        var placer = new LabelPlacer(0, 0, 400, 200);
        var random = new Random(3);
        var boxes = new List<(double Left, double Right, double Baseline)>();
        for (int i = 0; i < 60; i++)
        {
            string text = new('x', random.Next(3, 14));
            if (placer.Place(400 * random.NextDouble(), 200 * random.NextDouble(), 8, text) is not { } place) continue;
            double width = Svg.WidthOf(text), left = place.Anchor switch { "start" => place.X, "end" => place.X - width, _ => place.X - width / 2 };
            boxes.Add((left, left + width, place.Y));
        }
        Assert.True(boxes.Count > 10);
        Assert.All(boxes, b => Assert.True(b.Left >= 0 && b.Right <= 400 && b.Baseline is >= 8 and <= 200));
        for (int i = 0; i < boxes.Count; i++)
            for (int j = 0; j < i; j++)
                Assert.False(boxes[i].Left < boxes[j].Right && boxes[j].Left < boxes[i].Right && Math.Abs(boxes[i].Baseline - boxes[j].Baseline) < Svg.LetterSize);
    }

    [Fact]
    public void Heights_are_spread_in_order_and_within_bounds()
    {
        double[] heights = LabelPlacer.Spread([50, 10, 50, 52, 99], 15, 0, 100);
        Assert.All(heights, h => Assert.InRange(h, 0, 100));
        double[] sorted = [.. heights.Order()];
        for (int i = 1; i < sorted.Length; i++) Assert.True(sorted[i] - sorted[i - 1] >= 15 - 1e-9);
        Assert.True(heights[1] < heights[0] && heights[3] < heights[4]);
    }
}
