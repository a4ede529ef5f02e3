using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Frugal.Reports;

/// <summary>Draws one picture; colours come from the style sheet by class, so that it is right in light, in dark and on paper.</summary>
internal sealed class Svg(double width, bool narrow)
{
    /// <summary>The size of letters in charts, as the style sheet sets it.</summary>
    public const double LetterSize = 13;

    private readonly Html html = new();

    /// <summary>The width in units of the picture, which are pixels where there is room.</summary>
    public double Width { get; } = width;

    /// <summary>Whether it is the form for small screens.</summary>
    public bool Narrow { get; } = narrow;

    /// <summary>Set when it is known how much was drawn.</summary>
    public double Height { get; set; }

    /// <summary>A width that a text surely fits in, whatever font there is.</summary>
    public static double WidthOf(string text) => text.Length * LetterSize * 0.58;

    /// <summary>How many letters surely fit.</summary>
    public static int LettersIn(double width) => Math.Max(3, (int)(width / (LetterSize * 0.58)));

    public void Line(double x1, double y1, double x2, double y2, string style) =>
        html.Empty("line", ("x1", Number(x1)), ("y1", Number(y1)), ("x2", Number(x2)), ("y2", Number(y2)), ("class", style));

    public void Rectangle(double x, double y, double width, double height, string style, string? tip = null) =>
        Shape("rect", tip, ("x", Number(x)), ("y", Number(y)), ("width", Number(Math.Max(0, width))), ("height", Number(Math.Max(0, height))), ("class", style));

    public void Circle(double x, double y, double radius, string style, string? tip = null) =>
        Shape("circle", tip, ("cx", Number(x)), ("cy", Number(y)), ("r", Number(radius)), ("class", style));

    public void Path(string data, string style, string? tip = null) => Shape("path", tip, ("d", data), ("class", style));

    /// <summary>Text at a point; the anchor is <c>start</c>, <c>middle</c> or <c>end</c>.</summary>
    public void Text(double x, double y, string text, string anchor = "start", string? style = null) =>
        html.Element("text", text, ("x", Number(x)), ("y", Number(y)), ("text-anchor", anchor == "start" ? null : anchor), ("class", style));

    /// <summary>The text of a tick in the middle below its place, moved inwards where it would stick out.</summary>
    public void TickText(double x, double y, string text)
    {
        double half = WidthOf(text) / 2;
        Text(Math.Clamp(x, Math.Min(half, Width / 2), Math.Max(Width - half, Width / 2)), y, text, "middle", "tick");
    }

    /// <summary>Text that is cut to a width, the whole of it shown where the pointer rests.</summary>
    public void ShortText(double x, double y, double room, string text, string anchor = "start", string? style = null)
    {
        string shown = NumberText.Shorten(text, LettersIn(room));
        html.Open("text", ("x", Number(x)), ("y", Number(y)), ("text-anchor", anchor == "start" ? null : anchor), ("class", style)).Text(shown);
        if (shown != text) html.Element("title", text);
        html.Close();
    }

    /// <summary>The data of a path through points.</summary>
    public static string Through(IEnumerable<(double X, double Y)> points)
    {
        var data = new StringBuilder();
        foreach ((double x, double y) in points) data.Append(data.Length == 0 ? 'M' : 'L').Append(Number(x)).Append(' ').Append(Number(y));
        return data.ToString();
    }

    /// <summary>A coordinate with at most one decimal, which is finer than a screen shows.</summary>
    public static string Number(double value)
    {
        Debug.Assert(double.IsFinite(value), "A chart has a coordinate that is not a number.");
        return Math.Round(value, 1).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The finished picture.</summary>
    /// <param name="id">An identifier that no other picture has.</param>
    /// <param name="title">Its name for people who do not see it.</param>
    /// <param name="description">What it shows, for them.</param>
    /// <param name="style">Its class.</param>
    public string Finish(string id, string title, string description, string style)
    {
        var picture = new Html();
        picture.Open("svg", ("class", style), ("viewBox", $"0 0 {Number(Width)} {Number(Height)}"), ("role", "img"), ("aria-labelledby", $"{id}-title {id}-desc"));
        picture.Element("title", title, ("id", $"{id}-title")).Element("desc", description, ("id", $"{id}-desc"));
        return picture.Markup(html.ToString()).Close().ToString();
    }

    private void Shape(string element, string? tip, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        if (tip is null) html.Empty(element, attributes);
        else html.Open(element, attributes).Element("title", tip).Close();
    }
}
