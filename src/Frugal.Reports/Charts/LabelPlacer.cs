namespace Frugal.Reports;

/// <summary>Finds room for labels beside points, so that none covers another or a point.</summary>
internal sealed class LabelPlacer(double left, double top, double right, double bottom)
{
    private const double LetterHeight = Svg.LetterSize * 1.15;
    private readonly List<(double Left, double Top, double Right, double Bottom)> taken = [];

    /// <summary>Keeps labels away from a point.</summary>
    public void Avoid(double x, double y, double radius) => taken.Add((x - radius, y - radius, x + radius, y + radius));

    /// <summary>Keeps labels off a line through points.</summary>
    public void AvoidLine(IReadOnlyList<(double X, double Y)> points)
    {
        for (int i = 1; i < points.Count; i++)
        {
            (double X, double Y) from = points[i - 1], to = points[i];
            int pieces = 1 + (int)(Math.Max(Math.Abs(to.X - from.X), Math.Abs(to.Y - from.Y)) / 6);
            for (int p = 0; p <= pieces; p++) Avoid(from.X + (to.X - from.X) * p / pieces, from.Y + (to.Y - from.Y) * p / pieces, 2);
        }
    }

    /// <summary>The base line and anchor of a label beside a point, or null where there is no room.</summary>
    public (double X, double Y, string Anchor)? Place(double x, double y, double gap, string text)
    {
        double width = Svg.WidthOf(text), rise = LetterHeight * 0.35;
        (double X, double Y, string Anchor)[] places =
        [
            (x + gap, y + rise, "start"), (x - gap, y + rise, "end"),
            (x + gap * 0.7, y - gap, "start"), (x - gap * 0.7, y - gap, "end"), (x, y - gap - 2, "middle"),
            (x + gap * 0.7, y + gap + LetterHeight * 0.7, "start"), (x - gap * 0.7, y + gap + LetterHeight * 0.7, "end"), (x, y + gap + LetterHeight * 0.8, "middle"),
            (x, y - gap - 18, "middle"), (x, y + gap + 30, "middle"), (x + gap * 0.7, y - gap - 18, "start"), (x + gap * 0.7, y + gap + 30, "start"),
        ];
        foreach ((double X, double Y, string Anchor) place in places)
        {
            double start = place.Anchor switch { "start" => place.X, "end" => place.X - width, _ => place.X - width / 2 };
            (double Left, double Top, double Right, double Bottom) box = (start, place.Y - LetterHeight * 0.8, start + width, place.Y + LetterHeight * 0.25);
            if (box.Left < left || box.Right > right || box.Top < top || box.Bottom > bottom || taken.Exists(t => Overlap(t, box))) continue;
            taken.Add(box);
            return place;
        }
        return null;
    }

    /// <summary>Moves label heights apart to at least a distance, keeping their order and staying within bounds as far as there is room.</summary>
    public static double[] Spread(IReadOnlyList<double> wanted, double distance, double top, double bottom)
    {
        int[] order = [.. Enumerable.Range(0, wanted.Count).OrderBy(i => wanted[i])];
        var placed = new double[wanted.Count];
        double next = top;
        foreach (int i in order)
        {
            placed[i] = Math.Max(wanted[i], next);
            next = placed[i] + distance;
        }
        double last = bottom;
        foreach (int i in order.Reverse())
        {
            placed[i] = Math.Min(placed[i], last);
            last = placed[i] - distance;
        }
        return placed;
    }

    private static bool Overlap((double Left, double Top, double Right, double Bottom) a, (double Left, double Top, double Right, double Bottom) b) =>
        a.Left < b.Right && b.Left < a.Right && a.Top < b.Bottom && b.Top < a.Bottom;
}
