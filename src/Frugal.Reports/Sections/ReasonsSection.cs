using Frugal.Compression;

namespace Frugal.Reports;

/// <summary>Why each step decided as it did: the tables that the methods made, and the sensitivity as a picture.</summary>
internal static class ReasonsSection
{
    private const int MostOpenRows = 20;

    public static void Write(Html html, Findings findings)
    {
        CompressionResult result = findings.Result;
        if (result.Steps.All(s => s.Tables.Count == 0)) return;
        Section.Open(html, "reasons", "Why these rates");
        int figures = 0;
        foreach (StepReport step in result.Steps)
        {
            foreach (ReportTable table in step.Tables)
            {
                SensitivityChart? chart = SensitivityChart.Of(table);
                if (chart is not null) WriteChart(html, ++figures, chart, step, result);
                bool open = chart is null && table.Rows.Count <= MostOpenRows;
                html.Open("details", ("open", open ? "open" : null)).Element("summary", chart is null ? table.Title : "The same in numbers");
                Table.Write(html, table.Title, table.Columns, table.Rows);
                html.Close();
            }
        }
        html.Close();
    }

    private static void WriteChart(Html html, int number, SensitivityChart chart, StepReport step, CompressionResult result)
    {
        var kept = new Dictionary<string, double>();
        if (step.Kept)
            foreach (LayerReport layer in result.Layers.Where(l => l.Count > 0)) kept[layer.Name] = (double)layer.NonZero / layer.Count;
        SensitivityCurve robust = chart.Curves.MinBy(c => c.LossRise[^1])!, fragile = chart.Curves.MaxBy(c => c.LossRise[^1])!;
        string compare = chart.Curves.Count < 2 ? "" : $" At the sparsest point {fragile.Layer} costs most, {robust.Layer} least: where a line stays low longer, more was removed.";
        string dots = kept.Count > 0 ? " Dots mark the share that is left in the result, after retraining." : "";
        Figure.Write(html, number == 1 ? "sensitivity" : $"sensitivity-{number}", "Sensitivity of the layers to pruning",
            $"Rise of the validation loss against the share of weights kept, one line for each of {NumberText.Count(chart.Curves.Count, "layer")}.",
            $"How much the loss rises when one layer alone keeps only a share of its weights, without retraining.{compare}{dots}", svg => chart.Draw(svg, kept));
    }
}
