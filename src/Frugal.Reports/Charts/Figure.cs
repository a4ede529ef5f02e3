namespace Frugal.Reports;

/// <summary>A chart with its caption, drawn once for wide and once for narrow screens; the style sheet shows one of them.</summary>
internal static class Figure
{
    private const double WideWidth = 960;
    private const double NarrowWidth = 350;

    /// <summary>Writes a figure.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="id">An identifier that no other figure has.</param>
    /// <param name="title">The heading above it.</param>
    /// <param name="description">What it shows, for people who do not see it.</param>
    /// <param name="caption">What to see in it.</param>
    /// <param name="draw">Draws it.</param>
    public static void Write(Html html, string id, string title, string description, string caption, Action<Svg> draw)
    {
        html.Open("figure", ("id", id));
        html.Element("h3", title);
        html.Element("p", caption, ("class", "caption"));
        WriteForms(html, id, title, description, draw);
        html.Close();
    }

    /// <summary>Writes a figure that needs no words around it.</summary>
    public static void WriteBare(Html html, string id, string title, string description, Action<Svg> draw)
    {
        html.Open("figure", ("id", id));
        WriteForms(html, id, title, description, draw);
        html.Close();
    }

    private static void WriteForms(Html html, string id, string title, string description, Action<Svg> draw)
    {
        foreach ((double width, string form) in new[] { (WideWidth, "wide"), (NarrowWidth, "narrow") })
        {
            var svg = new Svg(width, form == "narrow");
            draw(svg);
            html.Markup(svg.Finish($"{id}-{form}", title, description, form));
        }
    }
}
