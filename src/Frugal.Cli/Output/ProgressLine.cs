using System.Diagnostics;
using System.Text;

namespace Frugal.Cli.Output;

/// <summary>One line that says how far work is.</summary>
internal sealed class ProgressLine(TextWriter writer, bool interactive)
{
    private const int BarLength = 20;
    private static readonly TimeSpan BetweenPlainLines = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BetweenRedraws = TimeSpan.FromSeconds(0.1);

    private readonly Lock writing = new();
    private long lastWritten;
    private string lastPhase = "";
    private bool shown;

    public void Show(string phase, double share, string details)
    {
        lock (writing)
        {
            bool news = phase != lastPhase;
            TimeSpan since = Stopwatch.GetElapsedTime(lastWritten);
            if (!news && since < (interactive ? BetweenRedraws : BetweenPlainLines)) return;
            lastPhase = phase;
            lastWritten = Stopwatch.GetTimestamp();
            string percent = double.IsNaN(share) ? "" : $" {100 * Math.Clamp(share, 0, 1):0} %";
            if (!interactive)
            {
                writer.WriteLine($"{phase}{percent}{(details.Length > 0 ? "  " + details : "")}");
                return;
            }
            string line = $"{Bar(share)}{phase}{percent}  {details}";
            int width = Width();
            writer.Write("\r\x1b[K" + (line.Length >= width ? line[..(width - 1)] : line));
            shown = true;
        }
    }

    public void Clear()
    {
        lock (writing)
        {
            if (!shown) return;
            writer.Write("\r\x1b[K");
            shown = false;
            lastWritten = 0;
        }
    }

    private static string Bar(double share)
    {
        if (double.IsNaN(share)) return "";
        int full = (int)(BarLength * Math.Clamp(share, 0, 1));
        return new StringBuilder("[").Append('#', full).Append('.', BarLength - full).Append("] ").ToString();
    }

    private static int Width()
    {
        try
        {
            return Console.WindowWidth >= 20 ? Console.WindowWidth : 80; // some pseudo-terminals say 0
        }
        catch (IOException)
        {
            return 80; // standard output is no terminal although standard error is
        }
    }
}
