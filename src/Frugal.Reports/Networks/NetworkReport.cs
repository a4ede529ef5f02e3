using Frugal.Analysis;
using Frugal.Graphs;

namespace Frugal.Reports;

/// <summary>The report on a network: its picture coloured by cost, where its time goes, what its weights are like. One HTML file that needs nothing else.</summary>
public static class NetworkReport
{
    private const int MostBars = 20;

    /// <summary>Writes the report; the file appears whole or not at all.</summary>
    /// <param name="summary">What is known of the network.</param>
    /// <param name="path">The file, which is replaced if it exists.</param>
    /// <param name="diff">How it differs from another network; null: nothing was compared.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be written.</exception>
    public static void Write(NetworkSummary summary, string path, NetworkDiff? diff = null) => Page.Save(path, Render(summary, diff));

    /// <summary>The report as the text of an HTML file, which is well-formed XML too.</summary>
    public static string Render(NetworkSummary summary, NetworkDiff? diff = null) => Page.Render($"{summary.Name}: what it costs", null, html =>
    {
        Header(html, summary);
        html.Open("main");
        if (diff is not null) DiffSection.Write(html, diff);
        Picture(html, summary);
        Cost(html, summary);
        Roof(html, summary);
        Weights(html, summary);
        Groups(html, summary);
        html.Close();
    });

    private static void Header(Html html, NetworkSummary summary)
    {
        NetworkAnalysis a = summary.Analysis;
        html.Open("header");
        html.Element("p", "Network report", ("class", "eyebrow")).Element("h1", summary.Name, ("class", summary.Name.Length > 48 ? "long" : null));
        html.Open("p", ("class", "lead")).Text($"{NumberText.Count(a.Layers.Count, "node")}, {NumberText.Whole(a.Weights.Count)} parameters");
        if (a.Cost is { } cost) html.Text($", {NumberText.Whole(cost.MultiplyAccumulates)} multiply-accumulates a run");
        html.Text(".").Close();
        if (a.Weights.NonFinite > 0) Warning(html, $"{NumberText.Count(a.Weights.NonFinite, "weight")} NaN or infinite.", "Whatever depends on them is worthless.");
        html.Open("dl", ("class", "tiles"));
        Tile(html, "Parameters", NumberText.Whole(a.Weights.Count), $"{NumberText.Bytes(a.Weights.Bytes)} in memory; the file has {NumberText.Bytes(summary.FileBytes)}");
        if (a.Cost is { } c)
        {
            Tile(html, "Multiply-accumulates, counted", NumberText.Whole(c.MultiplyAccumulates), $"and {NumberText.Whole(c.OtherOperations)} other operations"
                + (a.Intensity is { } i ? $"; {NumberText.Digits(i)} operations a byte" : ""));
        }
        if (a.PeakActivationBytes is { } peak)
        {
            Tile(html, "Activations at peak", NumberText.Bytes(summary.Latency?.ArenaBytes ?? peak), (summary.Latency is null ? "counted, in place where possible" : $"with workspaces, as Frugal runs it; {NumberText.Bytes(peak)} counted in place")
                + $", {NumberText.Bytes(a.PeakActivationBytesNotInPlace ?? peak)} without");
        }
        if (summary.Latency is { } latency)
            Tile(html, "Time of a run, measured", NumberText.Milliseconds(latency.MedianMilliseconds), $"median of {NumberText.Count(latency.Runs, "run")} with {NumberText.Count(latency.Threads, "thread")}");
        if (summary.Roofline is { } roof)
            Tile(html, "This machine, measured", $"{NumberText.Digits(roof.OperationsPerSecond / 1e9)} GFLOP/s", $"and {NumberText.Digits(roof.BytesPerSecond / 1e9)} GB/s with {NumberText.Count(roof.Threads, "thread")}: arithmetic limits above {NumberText.Digits(roof.Ridge)} operations a byte");
        Tile(html, "Zero weights", NumberText.Percent(a.Weights.Sparsity), $"{NumberText.Count(a.Filters.Dead, "dead filter")} of {NumberText.Whole(a.Filters.Count)}; {NumberText.Count(a.Weights.Denormal, "denormal weight")}");
        html.Close();
        html.Open("dl", ("class", "facts"));
        foreach (Value value in a.Network.Graph.Inputs) Fact(html, "Input", value.ToString());
        foreach (Value value in a.Network.Graph.Outputs) Fact(html, "Output", value.ToString());
        html.Close().Close();
    }

    private static void Picture(Html html, NetworkSummary summary)
    {
        GraphPicture picture = GraphPicture.Of(summary);
        Section.Open(html, "graph", "Graph",
            $"From inputs at the top to outputs at the bottom; what runs straight on is one box. The colour is the share of {(summary.Latency is null ? "the multiply-accumulates" : "the measured time")}; the pointer shows more.");
        html.Open("ul", ("class", "legend"));
        for (int i = 0; i < GraphPicture.Legend.Count; i++) html.Element("li", GraphPicture.Legend[i], ("class", $"heat{i}"));
        html.Close();
        GraphChart.Write(html, picture, summary.Name);
        html.Close();
    }

    private static void Cost(Html html, NetworkSummary summary)
    {
        int[] layers = [.. Enumerable.Range(0, summary.Analysis.Layers.Count).Where(i => summary.Share(i) > 0).OrderByDescending(summary.Share)];
        if (layers.Length == 0) return;
        bool measured = summary.Latency is not null;
        Section.Open(html, "cost", "Where the cost is");
        Bar[] bars = [.. layers.Take(MostBars).Select(i => new Bar(summary.Analysis.Layers[i].Name, summary.Share(i),
            NumberText.Percent(summary.Share(i)) + (summary.Latency?.Layers.GetValueOrDefault(i) is { } t ? $", {NumberText.Milliseconds(t.Milliseconds)}" : "")))];
        Figure.Write(html, "cost-by-layer", measured ? "Share of the measured time" : "Share of the multiply-accumulates", $"{bars.Length} layers, the most expensive first.",
            layers.Length > MostBars ? $"The {MostBars} most expensive of {layers.Length} layers." : "The most expensive first.", svg => BarChart.Draw(svg, bars));
        html.Open("details").Element("summary", "All layers in numbers");
        Table.Write(html, "Layers", [new("layer", false), new("operator", false), new("output", false), new("multiply-accumulates", true), new("other operations", true),
                new("bytes moved", true), new("operations a byte", true), new("time", true), new("share", true), new("least by the roofline", true)],
            summary.Analysis.Layers.Select((l, i) => (Layer: l, Index: i)).Where(l => l.Layer.Counts || summary.Share(l.Index) > 0).Select(l => Row(summary, l.Layer, l.Index)));
        html.Close().Close();
    }

    private static IReadOnlyList<string> Row(NetworkSummary summary, LayerAnalysis l, int index) =>
    [
        l.Name, l.Operator, l.OutputShape?.ToString() ?? "?", l.Cost is { } c ? NumberText.Whole(c.MultiplyAccumulates) : "?", l.Cost is { } o ? NumberText.Whole(o.OtherOperations) : "?",
        l.BytesMoved is { } b ? NumberText.Bytes(b) : "?", l.Intensity is { } i ? NumberText.Digits(i) : "–",
        summary.Latency?.Layers.GetValueOrDefault(index) is { } t ? NumberText.Milliseconds(t.Milliseconds) : "–", summary.Share(index) > 0 ? NumberText.Percent(summary.Share(index)) : "–",
        summary.Roofline is { } roof && l.Cost is { } cost ? NumberText.Milliseconds(roof.LeastMilliseconds(cost)) : "–",
    ];

    private static void Roof(Html html, NetworkSummary summary)
    {
        if (summary is not { Roofline: { } roof, Latency: { } latency }) return;
        RooflineChart.Dot[] dots = [.. latency.Layers.Where(t => t.Value.Milliseconds > 0 && summary.Analysis.Layers[t.Key].Intensity is not null)
            .Select(t => new RooflineChart.Dot(summary.Analysis.Layers[t.Key].Name, summary.Analysis.Layers[t.Key].Intensity!.Value,
                2e3 * summary.Analysis.Layers[t.Key].Cost!.Value.MultiplyAccumulates / t.Value.Milliseconds))];
        if (dots.Length == 0) return;
        Section.Open(html, "roofline", "Roofline");
        Figure.Write(html, "roofline-chart", "Layers under the roof of this machine", $"{NumberText.Count(dots.Length, "layer")} with multiply-accumulates.",
            "A dot is a layer. The line is what the machine can do when weights, inputs and outputs come from memory once: rising where memory limits, flat where arithmetic does. "
                + "A layer whose data stay in a cache, or whose algorithm saves multiplications, may stand above it.",
            svg => RooflineChart.Draw(svg, roof, dots));
        html.Close();
    }

    private static void Weights(Html html, NetworkSummary summary)
    {
        LayerAnalysis[] layers = [.. summary.Analysis.Layers.Where(l => l.Weights.Count > 0)];
        if (layers.Length == 0) return;
        Section.Open(html, "weights", "Weights");
        Table.Write(html, "Weights", [new("layer", false), new("weights", true), new("bytes", true), new("zero", true), new("dead filters", true), new("denormal", true)],
            layers.Select(l => (IReadOnlyList<string>)[l.Name, NumberText.Whole(l.Weights.Count), NumberText.Bytes(l.Weights.Bytes), NumberText.Percent(l.Weights.Sparsity),
                l.Filters.Count > 0 ? $"{NumberText.Whole(l.Filters.Dead)} of {NumberText.Whole(l.Filters.Count)}" : "–", NumberText.Whole(l.Weights.Denormal)]));
        html.Close();
    }

    private static void Groups(Html html, NetworkSummary summary)
    {
        if (summary.Analysis.ChannelGroups.Count == 0) return;
        Section.Open(html, "groups", "Coupled channels", "Channels of one row can only be removed together, in all these places at once.");
        Table.Write(html, "Coupled channels", [new("group", false), new("channels", true), new("weights", false, IsProse: true)],
            summary.Analysis.ChannelGroups.Select(g => (IReadOnlyList<string>)[NumberText.Whole(g.Id), NumberText.Whole(g.Classes.Count),
                string.Join(", ", g.Axes.Where(x => x.Value.IsConstant).Select(x => $"{x.Value.Name} axis {x.Axis}"))]));
        html.Close();
    }

    private static void Warning(Html html, string headline, string detail) =>
        html.Open("p", ("class", "warning"), ("role", "note")).Element("strong", headline).Text(" " + detail).Close();

    private static void Tile(Html html, string name, string value, string detail)
    {
        html.Open("div").Element("dt", name).Open("dd").Element("span", value, ("class", "value"));
        html.Element("span", detail, ("class", "detail")).Close().Close();
    }

    private static void Fact(Html html, string name, string value) => html.Open("div").Element("dt", name).Element("dd", value).Close();
}
