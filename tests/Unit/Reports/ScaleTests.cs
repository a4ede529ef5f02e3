using Frugal.Reports;
using Xunit;

namespace Frugal.Tests.Reports;

public sealed class ScaleTests
{
    [Fact]
    public void Equal_ratios_are_equal_distances_on_a_logarithmic_axis()
    {
        Scale scale = Scale.Logarithmic(1, 1000, 0, 300);
        Assert.Equal(100, scale.At(10), 9);
        Assert.Equal(200, scale.At(100), 9);
    }

    [Fact]
    public void Values_off_the_axis_stand_at_its_ends_also_when_it_runs_backwards()
    {
        Scale scale = Scale.Linear(0, 1, 200, 20);
        Assert.Equal(200, scale.At(-3));
        Assert.Equal(20, scale.At(7));
        Assert.Equal(110, scale.At(0.5));
    }

    [Theory]
    [InlineData(0, 1, 6)]
    [InlineData(-0.153, 0.104, 9)]
    [InlineData(97.81, 98.7, 6)]
    [InlineData(-4e-7, 9e-7, 5)]
    public void Ticks_of_a_linear_axis_are_even_round_and_not_too_many(double low, double high, int most)
    {
        IReadOnlyList<double> ticks = Scale.Linear(low, high, 0, 1).Ticks(most);
        Assert.InRange(ticks.Count, 2, most + 1);
        Assert.All(ticks, t => Assert.InRange(t, low - 1e-9, high + 1e-9));
        double step = ticks[1] - ticks[0], leading = step / Math.Pow(10, Math.Floor(Math.Log10(step) + 1e-6));
        Assert.Contains(new[] { 1.0, 2, 5 }, m => Math.Abs(m - leading) < 1e-3);
    }

    [Theory]
    [InlineData(164, 1_176_000, 8)]
    [InlineData(1e-4, 41, 7)]
    [InlineData(1, 1e12, 5)]
    [InlineData(0.9, 3.6, 9)]
    [InlineData(100, 101, 5)]
    public void Ticks_of_a_logarithmic_axis_lie_on_it_and_are_not_too_many(double low, double high, int most)
    {
        IReadOnlyList<double> ticks = Scale.Logarithmic(low, high, 0, 1).Ticks(most);
        Assert.InRange(ticks.Count, 2, most + 1);
        Assert.All(ticks, t => Assert.InRange(t, low * 0.99999, high * 1.00001));
    }

    [Fact]
    public void An_axis_of_a_single_value_has_room_on_both_sides()
    {
        Scale linear = Scale.Linear(5, 5, 0, 100), logarithmic = Scale.Logarithmic(5, 5, 0, 100);
        Assert.Equal(50, linear.At(5), 6);
        Assert.Equal(50, logarithmic.At(5), 6);
    }
}
