using Frugal.Coding;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Coding;

public sealed class RelativeIndexTests
{
    [Theory]
    [InlineData(4, 6728, 110)]
    [InlineData(5, 1403, 60)]
    public void The_number_of_fillers_is_that_of_independent_positions(int width, int expected, int deviation)
    {
        var random = new RandomStream(7);
        var symbols = new int[235_200];
        for (int i = 0; i < symbols.Length; i++) symbols[i] = random.NextDouble() < 0.08 ? 1 : 0;
        (List<int> gaps, _) = RelativeIndex.Encode(symbols, 0, width);
        Assert.InRange(gaps.Count - symbols.Sum(), expected - 4 * deviation, expected + 4 * deviation);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000000")]
    [InlineData("0000001")]
    [InlineData("1000000")]
    [InlineData("1000100001")] // gaps of S − 1 and S zeros for S = 4
    [InlineData("100000001000000001")] // gaps of 2S − 1 and 2S zeros
    public void Positions_round_trip_at_the_edges_of_the_span(string text)
    {
        int[] symbols = [.. text.Select(c => c - '0')], decoded = new int[symbols.Length];
        for (int width = 1; width <= 8; width++)
        {
            (List<int> gaps, List<int> stored) = RelativeIndex.Encode(symbols, 0, width);
            Assert.All(gaps, g => Assert.InRange(g, 0, (1 << width) - 1));
            RelativeIndex.Decode([.. gaps], [.. stored], 0, decoded);
            Assert.Equal(symbols, decoded);
        }
    }

    [Fact]
    public void A_gap_that_fills_the_span_needs_no_filler_and_one_more_does()
    {
        Assert.Equal([0, 3], RelativeIndex.Encode([1, 0, 0, 0, 1], 0, 2).Gaps);
        Assert.Equal([0, 3, 0], RelativeIndex.Encode([1, 0, 0, 0, 0, 1], 0, 2).Gaps);
        Assert.Equal([1, 0, 1], RelativeIndex.Encode([1, 0, 0, 0, 0, 1], 0, 2).Stored);
    }

    [Fact]
    public void Gaps_past_the_end_are_refused() =>
        Assert.Throws<InvalidDataException>(() => RelativeIndex.Decode([3, 3], [1, 1], 0, new int[7]));
}
