using Frugal.Reports;
using Xunit;

namespace Frugal.Tests.Reports;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(812, "812 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.00 KB")]
    [InlineData(12_553, "12.6 KB")]
    [InlineData(99_960, "100 KB")]
    [InlineData(999_400, "999 KB")]
    [InlineData(999_600, "1.00 MB")]
    [InlineData(1_066_440, "1.07 MB")]
    [InlineData(3_210_000_000, "3.21 GB")]
    public void Bytes_have_three_digits_and_decimal_units(double bytes, string text) => Assert.Equal(text, Plain(NumberText.Bytes(bytes)));

    [Theory]
    [InlineData(118.3, "118×")]
    [InlineData(99.96, "100×")]
    [InlineData(9.999, "10.0×")]
    [InlineData(3.306, "3.31×")]
    [InlineData(0.75, "0.75×")]
    [InlineData(1536.4, "1,536×")]
    public void Ratios_have_three_digits(double ratio, string text) => Assert.Equal(text, NumberText.Times(ratio));

    [Theory]
    [InlineData(0, "0 %")]
    [InlineData(1, "100 %")]
    [InlineData(0.079, "7.9 %")]
    [InlineData(0.0033, "0.33 %")]
    [InlineData(0.9996, "99.96 %")]
    [InlineData(double.NaN, "–")]
    public void Shares_can_be_told_from_none_and_all(double share, string text) => Assert.Equal(text, Plain(NumberText.Percent(share)));

    [Theory]
    [InlineData(-0.02, "−0.02")]
    [InlineData(0.3, "+0.30")]
    [InlineData(0, "0.00")]
    [InlineData(-0.001, "0.00")]
    public void Differences_have_a_sign(double points, string text) => Assert.Equal(text, NumberText.Points(points));

    [Theory]
    [InlineData(0.04, "< 0.1 s")]
    [InlineData(2.26, "2.3 s")]
    [InlineData(41.2, "41 s")]
    [InlineData(59.7, "1 min 0 s")]
    [InlineData(161.4, "2 min 41 s")]
    [InlineData(4021, "1 h 7 min")]
    public void Durations_are_read_at_a_glance(double seconds, string text) => Assert.Equal(text, Plain(NumberText.Duration(seconds)));

    [Theory]
    [InlineData("short", 10, "short")]
    [InlineData("/features/features.12/conv/Conv", 13, "/fea…onv/Conv")]
    [InlineData("abc😀😀😀😀", 6, "ab…😀")]
    public void Long_names_keep_their_ends_and_whole_characters(string name, int longest, string text)
    {
        string shortened = NumberText.Shorten(name, longest);
        Assert.Equal(text, shortened);
        Assert.True(shortened.Length <= longest);
    }

    private static string Plain(string text) => text.Replace('\u00a0', ' ');
}
