using System.Globalization;

namespace Frugal.Cli.Options;

/// <summary>Times as people write them: 20s, 3m, 1h, 1m30s.</summary>
internal static class Duration
{
    /// <exception cref="FormatException">It is no time.</exception>
    public static TimeSpan Parse(string text)
    {
        double seconds = 0;
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            double factor = char.ToLowerInvariant(text[i]) switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
            if (factor == 0) continue;
            if (!double.TryParse(text.AsSpan(start, i - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)) throw Bad(text);
            seconds += number * factor;
            start = i + 1;
        }
        if (start < text.Length || seconds is <= 0 or > 1e7) throw Bad(text);
        return TimeSpan.FromSeconds(seconds);
    }

    private static FormatException Bad(string text) => new($"'{text}' is no time; write 20s, 3m or 1h.");
}
