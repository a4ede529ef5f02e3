using Frugal.Compression;
using Frugal.Reports;
using Frugal.Tests.Reports;
using Microsoft.Playwright;
using Xunit;

namespace Frugal.Tests.EndToEnd.Browser;

public sealed class ReportInBrowserTests(Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("frugal-browser-").FullName;

    public static TheoryData<string, int, ColorScheme> Screens
    {
        get
        {
            var screens = new TheoryData<string, int, ColorScheme>();
            foreach (string sample in new[] { "labelled", "no data", "many layers" })
                foreach (int width in new[] { 1280, 390, 360 })
                    foreach (ColorScheme scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
                        screens.Add(sample, width, scheme);
            return screens;
        }
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task Report_opens_without_complaint_fits_the_screen_and_can_be_read(string sample, int width, ColorScheme scheme)
    {
        await using ReportPage report = await chromium.OpenAsync(Write(sample), width, scheme);
        await report.UnfoldAsync();
        Assert.True(await report.OverflowAsync() <= 0, "The page scrolls sideways.");
        TextContrast contrast = await report.LowestContrastAsync();
        Assert.True(contrast.Seen > 50);
        Assert.True(contrast.Lowest >= 4.5, $"'{contrast.Where}' has a contrast of {contrast.Lowest:0.00}.");
        Assert.Empty(report.Problems);
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Headings_and_one_form_of_every_chart_are_seen(int width)
    {
        await using ReportPage report = await chromium.OpenAsync(Write("labelled"), width, ColorScheme.Light);
        await Assertions.Expect(report.Page.GetByRole(AriaRole.Heading, new() { Name = "lenet-300-100", Exact = true, Level = 1 })).ToBeVisibleAsync();
        foreach (string heading in new[] { "Size", "Accuracy against size", "Steps", "Why these rates", "Weights", "Latency", "How this was made" })
            await Assertions.Expect(report.Page.GetByRole(AriaRole.Heading, new() { Name = heading, Exact = true, Level = 2 })).ToBeVisibleAsync();
        IReadOnlyList<ILocator> figures = await report.Page.Locator("figure").AllAsync();
        Assert.Equal(10, figures.Count);
        foreach (ILocator figure in figures)
        {
            ILocator picture = figure.Locator("svg:visible");
            await Assertions.Expect(picture).ToHaveCountAsync(1);
            LocatorBoundingBoxResult box = (await picture.BoundingBoxAsync())!;
            Assert.InRange(box.Width, 250, width);
            Assert.True(box.Height > 40);
        }
    }

    [Theory]
    [InlineData("labelled")]
    [InlineData("many layers")]
    public async Task Letters_in_charts_are_large_enough_on_a_phone(string sample)
    {
        await using ReportPage report = await chromium.OpenAsync(Write(sample), 360, ColorScheme.Light);
        double smallest = await report.Page.EvaluateAsync<double>("""
            () => Math.min(...[...document.querySelectorAll('svg text')].filter(t => t.checkVisibility())
              .map(t => parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a))
            """);
        Assert.True(smallest >= 9, $"The smallest letters have {smallest:0.0} pixels.");
    }

    [Theory]
    [InlineData("labelled", 1280)]
    [InlineData("labelled", 360)]
    [InlineData("many layers", 1280)]
    public async Task Texts_in_charts_stay_inside_the_page(string sample, int width)
    {
        await using ReportPage report = await chromium.OpenAsync(Write(sample), width, ColorScheme.Light);
        string[] outside = await report.Page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('svg text')].filter(t => t.checkVisibility())
              .filter(t => { const b = t.getBoundingClientRect(); return b.left < 0 || b.right > document.documentElement.clientWidth; }).map(t => t.textContent)
            """);
        Assert.Empty(outside);
    }

    [Fact]
    public async Task Dark_and_light_have_dark_and_light_backgrounds()
    {
        string path = Write("labelled");
        await using ReportPage light = await chromium.OpenAsync(path, 800, ColorScheme.Light);
        await using ReportPage dark = await chromium.OpenAsync(path, 800, ColorScheme.Dark);
        Assert.True(await Brightness(light) > 240);
        Assert.True(await Brightness(dark) < 40);

        static Task<double> Brightness(ReportPage report) =>
            report.Page.EvaluateAsync<double>("() => getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).slice(0, 3).reduce((sum, v) => sum + v / 3, 0)");
    }

    [Fact]
    public async Task The_recipe_unfolds_on_a_click_and_is_printed_without_one()
    {
        await using ReportPage report = await chromium.OpenAsync(Write("labelled"), 1280, ColorScheme.Dark);
        ILocator recipe = report.Page.Locator("#origin details code");
        await Assertions.Expect(recipe).ToBeHiddenAsync();
        await report.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        await Assertions.Expect(recipe).ToBeVisibleAsync();
        Assert.Equal("rgb(255, 255, 255)", await report.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor"));
        await report.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Screen });
        await report.Page.GetByText("Resolved recipe").ClickAsync();
        await Assertions.Expect(recipe).ToBeVisibleAsync();
        await Assertions.Expect(recipe).ToContainTextAsync("\"method\": \"weight-sharing\"");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Write(string sample)
    {
        CompressionResult result = sample switch
        {
            "labelled" => SampleResults.LeNet300(),
            "no data" => SampleResults.WithoutData(),
            _ => SampleResults.ManyLayersWithoutLabels(),
        };
        string path = Path.Combine(folder, "report.html");
        Report.Write(result, path);
        return path;
    }
}
