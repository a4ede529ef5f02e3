using System.Globalization;

namespace Frugal.Data;

/// <summary>Numbers that people write as 1/255.</summary>
internal static class Fraction
{
    public static double Parse(string text, string name)
    {
        string[] parts = text.Split('/');
        if (parts.Length <= 2
            && double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double numerator)
            && double.TryParse(parts.Length == 2 ? parts[1] : "1", NumberStyles.Float, CultureInfo.InvariantCulture, out double denominator)
            && double.IsFinite(numerator / denominator))
        {
            return numerator / denominator;
        }
        throw new FormatException($"{name} '{text}' is not a number; write 0.5 or 1/255.");
    }

    /// <summary>1/n where that is the very same number for a whole or half n, else the shortest decimal number.</summary>
    public static string Format(double value)
    {
        double inverse = Math.Round(2 / value) / 2;
        return inverse is > 1 and < 100_000 && 1 / inverse == value && value < 0.1
            ? "1/" + inverse.ToString("R", CultureInfo.InvariantCulture)
            : value.ToString("R", CultureInfo.InvariantCulture);
    }

    public static double[] ParseList(string text, string name) => [.. text.Split(',').Select(t => Parse(t.Trim(), name))];
}
