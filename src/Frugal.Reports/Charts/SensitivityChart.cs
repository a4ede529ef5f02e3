using System.Globalization;
using Frugal.Compression;

namespace Frugal.Reports;

/// <summary>One line a layer: the rise of the loss against the share of weights kept.</summary>
internal sealed class SensitivityChart
{
    /// <summary>Smaller rises, and falls, stand on the floor of the axis.</summary>
    private const double Least = 1e-4;
    private const int MostLabels = 8;
    private const double Top = 26;

    private readonly IReadOnlyList<double> densities;

    private SensitivityChart(IReadOnlyList<double> densities, IReadOnlyList<SensitivityCurve> curves)
    {
        this.densities = densities;
        Curves = curves;
    }

    /// <summary>The layers.</summary>
    public IReadOnlyList<SensitivityCurve> Curves { get; }

    /// <summary>The chart of a table whose columns are a name and shares in per cent and whose cells are numbers; null for any other table.</summary>
    public static SensitivityChart? Of(ReportTable table)
    {
        double?[] heads = [.. table.Columns.Skip(1).Select(Share)];
        if (heads.Length < 3 || heads.Any(h => h is null or <= 0) || table.Rows.Count == 0) return null;
        var curves = new List<SensitivityCurve>();
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            double[] values = [.. row.Skip(1).Select(c => double.TryParse(c, NumberStyles.Float, CultureInfo.InvariantCulture, out double v) ? v : double.NaN)];
            if (values.Length != heads.Length || !values.All(double.IsFinite)) return null;
            curves.Add(new SensitivityCurve(row[0], values));
        }
        int[] order = [.. Enumerable.Range(0, heads.Length).OrderByDescending(i => heads[i])];
        return new SensitivityChart([.. order.Select(i => heads[i]!.Value)], [.. curves.Select(c => c with { LossRise = [.. order.Select(i => c.LossRise[i])] })]);
    }

    /// <summary>Draws the curves.</summary>
    /// <param name="svg">Where to.</param>
    /// <param name="kept">The share of each layer's weights that is left in the result, where known.</param>
    public void Draw(Svg svg, IReadOnlyDictionary<string, double> kept)
    {
        string[] shares = [.. Curves.Select(c => !kept.TryGetValue(c.Layer, out double d) ? "" : svg.Narrow ? $" {NumberText.Percent(d)}" : $": {NumberText.Percent(d)} kept")];
        double labels = svg.Narrow ? 110 : Math.Clamp(Curves.Select((c, i) => Svg.WidthOf(c.Layer + shares[i])).Max() + 14, 90, 340);
        double left = 64, right = svg.Width - labels, bottom = svg.Narrow ? 300 : 360;
        double sparsest = Curves.Where(c => kept.TryGetValue(c.Layer, out double d) && d > 0.001).Select(c => kept[c.Layer]).Append(densities[^1]).Min();
        var x = Scale.Logarithmic(sparsest, densities[0], right, left);
        var y = Scale.Logarithmic(Least, Math.Max(10 * Least, Curves.Max(c => c.LossRise.Max()) * 1.2), bottom, Top);
        DrawAxes(svg, x, y, left, right, bottom);
        // The layers that lose most, and the one that loses least, carry names; among many the others stay in the background.
        int[] ranked = [.. Enumerable.Range(0, Curves.Count).OrderByDescending(i => Curves[i].LossRise.Sum(r => Math.Log(Math.Max(r, Least))))];
        HashSet<int> named = [.. ranked.Length <= MostLabels ? ranked : [.. ranked.Take(MostLabels - 1), ranked[^1]]];
        foreach (int i in Enumerable.Range(0, Curves.Count).OrderBy(named.Contains))
            DrawCurve(svg, Curves[i], x, y, named.Contains(i), kept);
        DrawNames(svg, [.. named], shares, x, y, right, labels, bottom);
        svg.Height = bottom + 46;
    }

    private static void DrawAxes(Svg svg, Scale x, Scale y, double left, double right, double bottom)
    {
        foreach (double tick in y.Ticks(7))
        {
            svg.Line(left, y.At(tick), right, y.At(tick), "gridline");
            svg.Text(left - 8, y.At(tick) + 4.5, tick < Least * 1.01 ? "≤ 0.0001" : NumberText.Tick(tick), "end", "tick");
        }
        svg.Line(left, bottom, right, bottom, "axis");
        foreach (double tick in x.Ticks(svg.Narrow ? 5 : 8))
        {
            svg.Line(x.At(tick), bottom, x.At(tick), bottom + 5, "axis");
            svg.TickText(x.At(tick), bottom + 20, NumberText.Tick(100 * tick) + " %");
        }
        svg.Text(0, 12, "rise of the loss", style: "quiet");
        svg.Text((left + right) / 2, bottom + 40, "share of the weights kept →", "middle", "quiet");
    }

    private void DrawCurve(Svg svg, SensitivityCurve curve, Scale x, Scale y, bool named, IReadOnlyDictionary<string, double> kept)
    {
        svg.Path(Svg.Through(densities.Select((d, i) => (x.At(d), y.At(curve.LossRise[i])))), named ? "curve" : "curve background", curve.Layer);
        if (!named || !kept.TryGetValue(curve.Layer, out double density) || density <= 0 || density >= densities[0]) return;
        svg.Circle(x.At(density), y.At(RiseAt(curve, density)), 5, "dot chosen", $"{curve.Layer}: {NumberText.Percent(density)} kept");
    }

    // Along the drawn line: both axes being logarithmic, so is the interpolation.
    private double RiseAt(SensitivityCurve curve, double density)
    {
        for (int i = 1; i < densities.Count; i++)
        {
            if (density < densities[i]) continue;
            double share = Math.Log(densities[i - 1] / density) / Math.Log(densities[i - 1] / densities[i]);
            double before = Math.Log(Math.Max(curve.LossRise[i - 1], Least)), after = Math.Log(Math.Max(curve.LossRise[i], Least));
            return Math.Exp(before + share * (after - before));
        }
        return curve.LossRise[^1];
    }

    private void DrawNames(Svg svg, int[] named, string[] shares, Scale x, Scale y, double right, double room, double bottom)
    {
        double end = x.At(densities[^1]);
        double[] wanted = [.. named.Select(i => y.At(Curves[i].LossRise[^1]))];
        double[] heights = LabelPlacer.Spread(wanted, 17, Top, bottom);
        for (int n = 0; n < named.Length; n++)
        {
            if (Math.Abs(heights[n] - wanted[n]) > 3) svg.Line(end + 1, wanted[n], right + 8, heights[n], "leader");
            string name = Curves[named[n]].Layer, share = shares[named[n]];
            svg.Text(right + 10, heights[n] + 4.5, NumberText.Shorten(name, Svg.LettersIn(room - 10 - Svg.WidthOf(share))) + share, style: "name");
        }
    }

    private static double? Share(string text) => text.TrimEnd().EndsWith('%')
        && double.TryParse(text.TrimEnd().TrimEnd('%').Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double percent) ? percent / 100 : null;
}
