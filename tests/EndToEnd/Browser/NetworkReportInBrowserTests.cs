using Frugal.Analysis;
using Frugal.Graphs.Architectures;
using Frugal.Kernels;
using Frugal.Reports;
using Frugal.Tensors;
using Microsoft.Playwright;
using Xunit;

namespace Frugal.Tests.EndToEnd.Browser;

/// <summary>The report on a network as a browser shows it.</summary>
public sealed class NetworkReportInBrowserTests(Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    private static readonly Lazy<string> Small = new(() => Render("resnet-20", compare: "resnet-32"));
    private static readonly Lazy<string> Large = new(() => Render("resnet-110", compare: null));

    private readonly string folder = Directory.CreateTempSubdirectory("frugal-browser-").FullName;

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(360, ColorScheme.Light)]
    public async Task The_report_opens_without_complaint_fits_the_screen_and_can_be_read(int width, ColorScheme scheme)
    {
        await using ReportPage report = await OpenAsync(Small.Value, width, scheme);
        await report.UnfoldAsync();
        Assert.True(await report.OverflowAsync() <= 0, "The page scrolls sideways.");
        TextContrast contrast = await report.LowestContrastAsync();
        Assert.True(contrast.Seen > 200);
        Assert.True(contrast.Lowest >= 4.5, $"'{contrast.Where}' has a contrast of {contrast.Lowest:0.00}.");
        Assert.Empty(report.Problems);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Texts_on_coloured_boxes_can_be_read(ColorScheme scheme)
    {
        await using ReportPage report = await OpenAsync(Small.Value, 1280, scheme);
        double lowest = await report.Page.EvaluateAsync<double>("""
            () => {
              const parse = c => c.match(/[\d.]+/g).map(Number).slice(0, 3);
              const luminance = rgb => { const [r, g, b] = rgb.map(v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
              const ink = luminance(parse(getComputedStyle(document.querySelector('.graph text')).fill));
              return Math.min(...[...document.querySelectorAll('.legend li')].map(li => {
                const ground = luminance(parse(getComputedStyle(li).backgroundColor));
                return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
              }));
            }
            """);
        Assert.True(lowest >= 4.5, $"The lowest contrast is {lowest:0.00}.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_text_of_the_graph_stays_in_its_box_and_boxes_do_not_touch(bool large)
    {
        await using ReportPage report = await OpenAsync(large ? Large.Value : Small.Value, 1280, ColorScheme.Light);
        int boxes = await report.Page.Locator(".graph .node").CountAsync();
        Assert.True(boxes >= (large ? 150 : 36), $"There are {boxes} boxes.");
        string[] outside = await report.Page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('.graph .node')].flatMap(n => {
              const box = n.querySelector('rect').getBoundingClientRect();
              return [...n.querySelectorAll('text')].filter(t => { const b = t.getBoundingClientRect(); return b.left < box.left || b.right > box.right || b.top < box.top || b.bottom > box.bottom; })
                .map(t => t.textContent);
            })
            """);
        Assert.Empty(outside);
        int touching = await report.Page.EvaluateAsync<int>("""
            () => {
              const boxes = [...document.querySelectorAll('.graph .node rect')].map(r => r.getBoundingClientRect());
              let touching = 0;
              for (let i = 0; i < boxes.length; i++)
                for (let j = i + 1; j < boxes.length; j++)
                  if (boxes[i].left < boxes[j].right && boxes[j].left < boxes[i].right && boxes[i].top < boxes[j].bottom && boxes[j].top < boxes[i].bottom) touching++;
              return touching;
            }
            """);
        Assert.Equal(0, touching);
        double smallest = await report.Page.EvaluateAsync<double>(
            "() => Math.min(...[...document.querySelectorAll('.graph text')].map(t => parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a))");
        Assert.True(smallest >= 10, $"The smallest letters have {smallest:0.0} pixels.");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<ReportPage> OpenAsync(string html, int width, ColorScheme scheme)
    {
        string path = Path.Combine(folder, "network.html");
        await File.WriteAllTextAsync(path, html, TestContext.Current.CancellationToken);
        return await chromium.OpenAsync(path, width, scheme);
    }

    private static string Render(string name, string? compare)
    {
        NetworkAnalysis analysis = Analyse(name);
        LatencyProfile latency = LatencyProfile.Measure(analysis, [DenseTensor.Zeros(ElementType.Float32, new Shape(1, 3, 32, 32))], WorkerPool.Shared);
        var summary = new NetworkSummary($"{name}.onnx", 1_000_000, analysis, latency, new Roofline(2e11, 2e10, 2));
        return NetworkReport.Render(summary, compare is null ? null : NetworkDiff.Of(analysis, Analyse(compare)));
    }

    private static NetworkAnalysis Analyse(string name) => NetworkAnalysis.Of(Architecture.Find(name).Build(), [new Shape(1, 3, 32, 32)]);
}
