using Microsoft.Playwright;

namespace Frugal.Tests.EndToEnd.Browser;

/// <summary>A report that is open in a browser, with everything that went wrong on the way.</summary>
public sealed class ReportPage : IAsyncDisposable
{
    // The lowest contrast (WCAG 2, relative luminance) of the visible texts with their background, and which text it is.
    private const string LowestContrast = """
        () => {
          const parse = c => { const m = c.match(/[\d.]+/g).map(Number); return { rgb: m.slice(0, 3), alpha: m.length > 3 ? m[3] : 1 }; };
          const luminance = rgb => { const [r, g, b] = rgb.map(v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const background = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.alpha === 1) return c.rgb; } return [255, 255, 255]; };
          let lowest = 22, where = '', seen = 0;
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const e = node.parentElement;
            if (!node.data.trim() || !e.checkVisibility() || e.matches('title, desc')) continue;
            const style = getComputedStyle(e), colour = parse(e.closest('svg') ? style.fill : style.color);
            const a = luminance(colour.rgb), b = luminance(background(e)), contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            seen++;
            if (contrast < lowest) { lowest = contrast; where = node.data.trim(); }
          }
          return { lowest, where, seen };
        }
        """;

    private readonly IBrowserContext context;
    private readonly List<string> problems = [];

    private ReportPage(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>Messages of the console, errors, and requests for anything but the file itself.</summary>
    public IReadOnlyList<string> Problems => problems;

    /// <summary>Opens a file.</summary>
    public static async Task<ReportPage> OpenAsync(IBrowserContext context, string path)
    {
        var report = new ReportPage(context, await context.NewPageAsync());
        string address = new Uri(path).AbsoluteUri;
        report.Page.Console += (_, message) => report.problems.Add($"{message.Type}: {message.Text}");
        report.Page.PageError += (_, error) => report.problems.Add(error);
        report.Page.Request += (_, request) =>
        {
            if (request.Url != address && !request.Url.StartsWith("data:", StringComparison.Ordinal)) report.problems.Add("request: " + request.Url);
        };
        await report.Page.GotoAsync(address, new PageGotoOptions { WaitUntil = WaitUntilState.Load });
        return report;
    }

    /// <summary>How much wider the page is than the screen, in pixels.</summary>
    public Task<int> OverflowAsync() => Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");

    /// <summary>Opens everything that is folded.</summary>
    public Task UnfoldAsync() => Page.EvaluateAsync("() => document.querySelectorAll('details').forEach(d => d.open = true)");

    /// <summary>The text with the lowest contrast, its contrast, and how many texts were looked at.</summary>
    public Task<TextContrast> LowestContrastAsync() => Page.EvaluateAsync<TextContrast>(LowestContrast);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
