namespace Frugal.Reports;

/// <summary>A part of the report with a heading.</summary>
internal static class Section
{
    /// <summary>Opens a section, which the caller closes.</summary>
    public static void Open(Html html, string id, string title, string? lead = null)
    {
        html.Open("section", ("id", id), ("aria-labelledby", $"{id}-heading")).Element("h2", title, ("id", $"{id}-heading"));
        if (lead is not null) html.Element("p", lead);
    }
}
