namespace Frugal.Cli.Output;

/// <summary>Numbers with their units, as people read them.</summary>
internal static class Quantities
{
    /// <summary>Bytes, exactly below 10,000, then in decimal kB, MB or GB.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 10_000 => $"{bytes:N0} B",
        < 10_000_000 => $"{bytes / 1e3:N1} kB",
        < 10_000_000_000 => $"{bytes / 1e6:N1} MB",
        _ => $"{bytes / 1e9:N1} GB",
    };

    /// <summary>Minutes and seconds, with hours where there are any.</summary>
    public static string Time(TimeSpan time) => time.TotalHours >= 1 ? $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}" : $"{time.Minutes}:{time.Seconds:00}";

    /// <summary>A ratio such as 61.3×.</summary>
    public static string Ratio(double ratio) => ratio >= 100 ? $"{ratio:0}×" : ratio >= 10 ? $"{ratio:0.0}×" : $"{ratio:0.00}×";

    /// <summary>A share as per cent.</summary>
    public static string Percent(double share) => double.IsNaN(share) ? "–" : $"{100 * share:0.00} %";

    /// <summary>Milliseconds with three or more digits.</summary>
    public static string Milliseconds(double value) => value >= 100 ? $"{value:0.0}" : value >= 1 ? $"{value:0.000}" : $"{value:0.00000}";

    /// <summary>Large counts in thousands or millions.</summary>
    public static string Count(long count) => count.ToString("N0");
}
