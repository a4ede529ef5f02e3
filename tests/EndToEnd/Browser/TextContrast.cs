namespace Frugal.Tests.EndToEnd.Browser;

/// <summary>The text of a page that is hardest to read.</summary>
public sealed class TextContrast
{
    /// <summary>Its contrast, from 1 to 21.</summary>
    public double Lowest { get; set; }

    /// <summary>The text.</summary>
    public string Where { get; set; } = "";

    /// <summary>How many texts were looked at.</summary>
    public int Seen { get; set; }
}
