using System.Globalization;

namespace Frugal.Reports;

/// <summary>Numbers as a person reads them, the same in every culture.</summary>
internal static class NumberText
{
    /// <summary>Between a number and its unit, so that no line ends there.</summary>
    private const char Gap = '\u00a0';

    private static readonly string[] ByteUnits = ["B", "KB", "MB", "GB", "TB"];

    /// <summary>With thousands separated: <c>12,553</c>.</summary>
    public static string Whole(long value) => Signs(value.ToString("N0", CultureInfo.InvariantCulture));

    /// <summary>Three digits that count and a unit, 1 KB being 1000 B: <c>812 B</c>, <c>12.6 KB</c>.</summary>
    public static string Bytes(double bytes)
    {
        int unit = 0;
        while (Math.Abs(bytes) >= 999.5 && unit < ByteUnits.Length - 1)
        {
            bytes /= 1000;
            unit++;
        }
        return $"{(unit == 0 ? Whole((long)Math.Round(bytes)) : Digits(bytes))}{Gap}{ByteUnits[unit]}";
    }

    /// <summary>A round number of bytes on an axis: <c>20 KB</c>.</summary>
    public static string ByteTick(double bytes)
    {
        int unit = 0;
        for (; bytes >= 1000 && unit < ByteUnits.Length - 1; unit++) bytes /= 1000;
        return $"{Tick(Math.Round(bytes, 6))}{Gap}{ByteUnits[unit]}";
    }

    /// <summary>All digits: <c>12,553 B</c>.</summary>
    public static string ExactBytes(long bytes) => $"{Whole(bytes)}{Gap}B";

    /// <summary>How many times: <c>0.98×</c>, <c>85.2×</c>.</summary>
    public static string Times(double ratio) => Ratio(ratio) + "×";

    /// <summary>A ratio without the sign for it.</summary>
    public static string Ratio(double ratio) => Math.Abs(ratio) is >= 0.1 and < 1 ? Decimals(ratio, 2) : Digits(ratio);

    /// <summary>A share in per cent with as many decimals as it needs to be told from 0 and from 100: <c>7.9 %</c>.</summary>
    public static string Percent(double share)
    {
        if (!double.IsFinite(share)) return "–";
        double percent = 100 * share, distance = Math.Min(Math.Abs(percent), Math.Abs(100 - percent));
        string form = distance is 0 || (distance >= 10 && percent == Math.Round(percent)) ? "0" : distance < 1 ? "0.00" : "0.0";
        return Signs(percent.ToString(form, CultureInfo.InvariantCulture)) + Gap + "%";
    }

    /// <summary>A rate in per cent with two decimals: <c>98.36 %</c>.</summary>
    public static string Rate(double share) => double.IsFinite(share) ? Signs((100 * share).ToString("0.00", CultureInfo.InvariantCulture)) + Gap + "%" : "–";

    /// <summary>A signed difference in percentage points: <c>−0.02</c>.</summary>
    public static string Points(double points) =>
        double.IsFinite(points) ? Signs(points.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture)).Replace("−0.00", "0.00", StringComparison.Ordinal) : "–";

    /// <summary>Three digits that count, without an exponent for ordinary sizes: <c>0.0421</c>, <c>1,536</c>.</summary>
    public static string Digits(double value)
    {
        if (!double.IsFinite(value)) return double.IsNaN(value) ? "–" : value > 0 ? "∞" : "−∞";
        if (value == 0) return "0";
        int before = (int)Math.Floor(Math.Log10(Math.Abs(value))) + 1;
        if (before is < -5 or > 12) return Signs(value.ToString("0.00E0", CultureInfo.InvariantCulture));
        // 99.96 is 100, which has a digit more before the point.
        if (Math.Round(Math.Abs(value), Math.Clamp(3 - before, 0, 15)) >= Math.Pow(10, before)) before++;
        return Signs(value.ToString("N" + Math.Clamp(3 - before, 0, 9), CultureInfo.InvariantCulture));
    }

    /// <summary>With a given number of decimals.</summary>
    public static string Decimals(double value, int decimals) =>
        double.IsFinite(value) ? Signs(value.ToString("F" + decimals, CultureInfo.InvariantCulture)) : "–";

    /// <summary>The shortest form of a tick of an axis.</summary>
    public static string Tick(double value) => Signs(value.ToString(Math.Abs(value) is >= 1e6 or (< 1e-5 and > 0) ? "0.##E0" : "0.######", CultureInfo.InvariantCulture));

    /// <summary>Milliseconds, or microseconds where they are few: <c>6.40 µs</c>, <c>41.2 ms</c>.</summary>
    public static string Milliseconds(double value) => Math.Abs(value) < 0.1 ? $"{Digits(1000 * value)}{Gap}µs" : $"{Digits(value)}{Gap}ms";

    /// <summary>A duration: <c>41 s</c>, <c>2 min 41 s</c>, <c>1 h 3 min</c>.</summary>
    public static string Duration(double seconds)
    {
        if (!double.IsFinite(seconds) || seconds < 0) return "–";
        if (seconds < 0.1) return $"<{Gap}0.1{Gap}s";
        if (seconds < 9.95) return $"{Decimals(seconds, 1)}{Gap}s";
        long whole = (long)Math.Round(seconds);
        return whole < 60 ? $"{whole}{Gap}s" : whole < 3600 ? $"{whole / 60}{Gap}min {whole % 60}{Gap}s" : $"{whole / 3600}{Gap}h {whole % 3600 / 60}{Gap}min";
    }

    /// <summary>A p-value.</summary>
    public static string Probability(double p) => p < 0.0001 ? "p < 0.0001" : "p = " + p.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>A count with its noun: <c>1 error</c>, <c>2 errors</c>.</summary>
    public static string Count(long count, string noun) => $"{Whole(count)} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>A name cut where it is longer than it may be; its end, where names differ most, keeps twice as much as its start.</summary>
    public static string Shorten(string name, int longest)
    {
        if (name.Length <= longest || longest < 3) return name;
        int tail = (longest - 1) * 2 / 3, head = longest - 1 - tail;
        if (char.IsHighSurrogate(name[head - 1])) head--;
        int from = name.Length - tail;
        if (char.IsLowSurrogate(name[from])) from++;
        return $"{name[..head]}…{name[from..]}";
    }

    private static string Signs(string number) => number.Replace('-', '−');
}
