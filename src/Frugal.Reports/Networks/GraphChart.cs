using System.Text;

namespace Frugal.Reports;

/// <summary>Draws the picture of a network at its natural size, so that it can be read however large it is.</summary>
internal static class GraphChart
{
    private const double BoxWidth = 210, BoxHeight = 52, GapX = 22, GapY = 26, PassWidth = 26, Margin = 6, Corner = 4;
    private const double Letter = 6.9, SmallLetter = 6.1; // widths that letters of 12 and 11 pixels surely fit in, on average

    public static void Write(Html html, GraphPicture picture, string name)
    {
        LayeredLayout layout = LayeredLayout.Of(picture.Boxes.Count, picture.Edges, BoxWidth + GapX, PassWidth);
        double width = layout.Width + 2 * Margin, height = layout.Rows * (BoxHeight + GapY) - GapY + 2 * Margin;
        html.Open("div", ("class", "graph"), ("tabindex", "0"), ("role", "region"), ("aria-label", $"Graph of {name}"));
        html.Open("svg", ("width", Svg.Number(width)), ("height", Svg.Number(height)), ("viewBox", $"0 0 {Svg.Number(width)} {Svg.Number(height)}"),
            ("style", $"width:{Svg.Number(width)}px;height:{Svg.Number(height)}px"), ("role", "img"), ("aria-labelledby", "graph-title"));
        html.Element("title", $"{picture.Boxes.Count} boxes from inputs at the top to outputs at the bottom, coloured by their share of the cost", ("id", "graph-title"));
        foreach (var (from, to) in picture.Edges) Edge(html, layout, from, to);
        for (int i = 0; i < picture.Boxes.Count; i++) Box(html, picture.Boxes[i], Left(layout, i), Top(layout.Row(i)));
        html.Close().Close();
    }

    private static double Left(LayeredLayout layout, int box) => layout.Middle(box) - BoxWidth / 2 + Margin;

    private static double Top(int row) => row * (BoxHeight + GapY) + Margin;

    private static void Box(Html html, GraphBox box, double x, double y)
    {
        html.Open("g", ("class", "node")).Element("title", box.Tip);
        html.Empty("rect", ("x", Svg.Number(x)), ("y", Svg.Number(y)), ("width", Svg.Number(BoxWidth)), ("height", Svg.Number(BoxHeight)), ("rx", Svg.Number(Corner)),
            ("class", box.Heat < 0 ? "io" : $"heat{box.Heat}"));
        Text(html, x, y + 16, box.Title, Letter, "strong");
        Text(html, x, y + 31, box.Name, SmallLetter, "small");
        Text(html, x, y + 45, box.Detail, SmallLetter, "small");
        html.Close();
    }

    private static void Text(Html html, double x, double y, string text, double letter, string style) =>
        html.Element("text", NumberText.Shorten(text, (int)((BoxWidth - 14) / letter)), ("x", Svg.Number(x + 8)), ("y", Svg.Number(y)), ("class", style));

    // From the lower edge of one box to the upper edge of the other, straight down past the boxes of the rows between.
    private static void Edge(Html html, LayeredLayout layout, int from, int to)
    {
        IReadOnlyList<(int Row, double X)> way = layout.Way(from, to);
        var path = new StringBuilder();
        double x = way[0].X + Margin, y = Top(way[0].Row) + BoxHeight;
        path.Append($"M{Svg.Number(x)} {Svg.Number(y)}");
        for (int i = 1; i < way.Count; i++)
        {
            double nextX = way[i].X + Margin, nextY = Top(way[i].Row), middle = (y + nextY) / 2;
            path.Append(Math.Abs(nextX - x) < 0.5 ? $"L{Svg.Number(nextX)} {Svg.Number(nextY)}"
                : $"C{Svg.Number(x)} {Svg.Number(middle)} {Svg.Number(nextX)} {Svg.Number(middle)} {Svg.Number(nextX)} {Svg.Number(nextY)}");
            (x, y) = (nextX, nextY);
            if (i < way.Count - 1)
            {
                y += BoxHeight;
                path.Append($"L{Svg.Number(x)} {Svg.Number(y)}");
            }
        }
        html.Empty("path", ("d", path.ToString()), ("class", "edge"));
        html.Empty("path", ("d", $"M{Svg.Number(x - 3.5)} {Svg.Number(y - 6)}L{Svg.Number(x + 3.5)} {Svg.Number(y - 6)}L{Svg.Number(x)} {Svg.Number(y)}Z"), ("class", "tip"));
    }
}
