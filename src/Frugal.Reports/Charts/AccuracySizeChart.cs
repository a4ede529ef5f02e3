namespace Frugal.Reports;

/// <summary>Every network that was tried: its size against the share of its right answers, the accepted ones joined.</summary>
internal static class AccuracySizeChart
{
    private const double Top = 10;
    private const double Foot = 46;
    private const int MostLabels = 24;

    /// <summary>Draws the points.</summary>
    /// <param name="svg">Where to.</param>
    /// <param name="points">The original first.</param>
    /// <param name="limit">The accuracy below which nothing was accepted, drawn as a line.</param>
    public static void Draw(Svg svg, IReadOnlyList<TrailPoint> points, double limit)
    {
        double left = 62, right = svg.Width - 14, plotBottom = svg.Narrow ? 300 : 380;
        double baseline = points[0].Accuracy;
        double floor = Floor(points, limit);
        double ceiling = Math.Max(Math.Max(baseline, limit), points.Max(High));
        double pad = Math.Max(1e-4, 0.1 * (ceiling - floor));
        var x = Scale.Logarithmic(points.Min(p => p.SizeBytes) / 1.35, points.Max(p => p.SizeBytes) * 1.35, left, right);
        var y = Scale.Linear(floor - pad, ceiling + pad, plotBottom, Top);
        DrawAxes(svg, x, y, left, right, plotBottom);
        DrawReferences(svg, y, baseline, limit, left, right);
        (double X, double Y)[] trail = [.. points.Where(p => p.Role is not (TrailRole.Rejected or TrailRole.Control)).Select(p => (x.At(p.SizeBytes), y.At(p.Accuracy)))];
        svg.Path(Svg.Through(trail), "trail");
        var labels = new LabelPlacer(left + 2, Top, right, plotBottom);
        labels.AvoidLine(trail);
        labels.AvoidLine([(left, y.At(baseline)), (right, y.At(baseline))]);
        labels.AvoidLine([(left, y.At(limit) + 8), (left + 170, y.At(limit) + 8)]);
        foreach (TrailPoint point in points) labels.Avoid(x.At(point.SizeBytes), y.At(point.Accuracy), point.Role == TrailRole.Chosen ? 9 : 5);
        foreach (TrailPoint point in points) DrawPoint(svg, point, x, y, plotBottom);
        // On a narrow screen the accepted points stand too close together to be named.
        foreach (TrailPoint point in points.OrderByDescending(p => p.Role is TrailRole.Chosen).ThenBy(p => p.Role).Where(p => !svg.Narrow || p.Role != TrailRole.Accepted).Take(MostLabels))
            DrawLabel(svg, point, x, y, labels);
        svg.Height = plotBottom + Foot;
    }

    private static double Error(TrailPoint point) => point.Judgement.StandardErrorPoints / 100;

    private static double High(TrailPoint point) => point.Accuracy + Error(point);

    // Points far below all that was accepted would press the others into one line; they stand at the bottom instead, with their value.
    private static double Floor(IReadOnlyList<TrailPoint> points, double limit)
    {
        double accepted = Math.Min(limit, points.Where(p => p.Role != TrailRole.Rejected).Min(p => p.Accuracy - Error(p)));
        double reach = Math.Max(points[0].Accuracy - accepted, 5e-4);
        double lowest = points[0].Accuracy - 4 * reach;
        return Math.Min(accepted, points.Select(p => p.Accuracy - Error(p)).Where(a => a >= lowest).DefaultIfEmpty(accepted).Min());
    }

    private static void DrawAxes(Svg svg, Scale x, Scale y, double left, double right, double bottom)
    {
        IReadOnlyList<double> ticks = [.. Scale.Linear(100 * y.Low, 100 * y.High, 0, 1).Ticks(6)];
        int decimals = ticks.Count > 1 ? Math.Clamp((int)Math.Ceiling(-Math.Log10(ticks[1] - ticks[0]) - 1e-9), 0, 4) : 2;
        foreach (double tick in ticks.Where(t => t <= 100 + 1e-9))
        {
            svg.Line(left, y.At(tick / 100), right, y.At(tick / 100), "gridline");
            svg.Text(left - 8, y.At(tick / 100) + 4.5, NumberText.Decimals(tick, decimals) + " %", "end", "tick");
        }
        svg.Line(left, bottom, right, bottom, "axis");
        foreach (double tick in x.Ticks(svg.Narrow ? 4 : 8))
        {
            svg.Line(x.At(tick), bottom, x.At(tick), bottom + 5, "axis");
            svg.TickText(x.At(tick), bottom + 20, NumberText.ByteTick(tick));
        }
        svg.Text((left + right) / 2, bottom + 40, "← smaller file", "middle", "quiet");
    }

    private static void DrawReferences(Svg svg, Scale y, double baseline, double limit, double left, double right)
    {
        svg.Line(left, y.At(baseline), right, y.At(baseline), "reference");
        if (!double.IsFinite(limit)) return;
        svg.Line(left, y.At(limit), right, y.At(limit), "limit");
        svg.Text(left + 6, y.At(limit) + 15, $"allowed: {NumberText.Rate(limit)}", style: "orange halo");
    }

    private static void DrawPoint(Svg svg, TrailPoint point, Scale x, Scale y, double bottom)
    {
        double px = x.At(point.SizeBytes), py = y.At(point.Accuracy);
        string tip = $"{point.Label}: {NumberText.Bytes(point.SizeBytes)}, {NumberText.Rate(point.Accuracy)}";
        if (point.Accuracy < y.Low)
        {
            svg.Path($"M{Svg.Number(px - 5)} {Svg.Number(bottom - 12)}h10l-5 9z", "mark rejected", tip);
            return;
        }
        if (Error(point) > 0) svg.Line(px, y.At(point.Accuracy - Error(point)), px, y.At(point.Accuracy + Error(point)), point.Role == TrailRole.Rejected ? "whisker rejected" : "whisker");
        switch (point.Role)
        {
            case TrailRole.Original: svg.Rectangle(px - 5.5, py - 5.5, 11, 11, "dot before", tip); break;
            case TrailRole.Control: svg.Path($"M{Svg.Number(px)} {Svg.Number(py - 7)}l7 7l-7 7l-7 -7z", "dot before", tip); break;
            case TrailRole.Accepted: svg.Circle(px, py, 4.5, "dot after", tip); break;
            case TrailRole.Rejected: svg.Path($"M{Svg.Number(px - 4.5)} {Svg.Number(py - 4.5)}l9 9m0 -9l-9 9", "cross", tip); break;
            default:
                svg.Circle(px, py, 9.5, "ring");
                svg.Circle(px, py, 5.5, "dot after", tip);
                break;
        }
    }

    private static void DrawLabel(Svg svg, TrailPoint point, Scale x, Scale y, LabelPlacer labels)
    {
        bool below = point.Accuracy < y.Low;
        string text = NumberText.Shorten(point.Label, svg.Narrow ? 16 : 28);
        if (below) text = $"{text}: {NumberText.Rate(point.Accuracy)}";
        if (point.Role == TrailRole.Chosen) text = $"result: {NumberText.Bytes(point.SizeBytes)}, {NumberText.Rate(point.Accuracy)}";
        if (point.Role == TrailRole.Chosen && svg.Narrow) text = $"result: {NumberText.Bytes(point.SizeBytes)}";
        double py = below ? y.At(y.Low) - 8 : y.At(point.Accuracy);
        if (labels.Place(x.At(point.SizeBytes), py, point.Role == TrailRole.Chosen ? 14 : 9, text) is not { } place) return;
        svg.Text(place.X, place.Y, text, place.Anchor, point.Role switch { TrailRole.Rejected => "orange halo", TrailRole.Chosen => "strong halo", _ => "quiet halo" });
    }
}
