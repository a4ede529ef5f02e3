using System.Globalization;

namespace Frugal.Cli.Options;

/// <summary>Sizes as people write them: 20KB (decimal), 20KiB (binary), 4096.</summary>
internal static class ByteSize
{
    private static readonly (string Unit, double Factor)[] Units =
        [("kib", 1024), ("mib", 1 << 20), ("gib", 1 << 30), ("kb", 1e3), ("mb", 1e6), ("gb", 1e9), ("k", 1e3), ("m", 1e6), ("g", 1e9), ("b", 1), ("", 1)];

    /// <exception cref="FormatException">It is no size.</exception>
    public static long Parse(string text)
    {
        string lower = text.Trim().ToLowerInvariant();
        (string unit, double factor) = Units.First(u => lower.EndsWith(u.Unit, StringComparison.Ordinal));
        if (double.TryParse(lower[..^unit.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number > 0 && number * factor < long.MaxValue / 2)
            return (long)Math.Ceiling(number * factor);
        throw new FormatException($"'{text}' is no size; write 20KB, 1.5MB or 4096.");
    }
}
