using System.Globalization;
using Frugal.Cli.Output;

namespace Frugal.Cli.Options;

/// <summary>A size to reach: a ratio of the original's parameters, or bytes.</summary>
/// <param name="Ratio">The ratio, or null.</param>
/// <param name="Bytes">The bytes, or null.</param>
internal sealed record Target(double? Ratio, long? Bytes)
{
    /// <exception cref="FormatException">It is neither.</exception>
    public static Target Parse(string text)
    {
        string number = text.TrimEnd('x', 'X', '×');
        if (number.Length < text.Length && double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double ratio) && ratio > 0 && double.IsFinite(ratio))
            return new Target(ratio, null);
        try
        {
            return new Target(null, ByteSize.Parse(text));
        }
        catch (FormatException)
        {
            throw new FormatException($"--target '{text}' is neither a ratio such as 60x nor a size such as 20KB.");
        }
    }

    /// <summary>Whether a result reaches it.</summary>
    public bool IsMet(double ratio, long bytes) => Ratio is { } wanted ? ratio >= wanted : bytes <= Bytes;

    public override string ToString() => Ratio is { } ratio ? Quantities.Ratio(ratio) : Quantities.Bytes(Bytes!.Value);
}
