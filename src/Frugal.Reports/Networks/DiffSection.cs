using Frugal.Analysis;

namespace Frugal.Reports;

/// <summary>How a network differs from another one.</summary>
internal static class DiffSection
{
    public static void Write(Html html, NetworkDiff diff)
    {
        Section.Open(html, "diff", "Compared with the other network",
            $"{NumberText.Count(diff.SameNodes, "node")} and {NumberText.Count(diff.SameWeights, "initializer")} are the same; {NumberText.Whole(diff.Nodes.Count)} and {NumberText.Whole(diff.Weights.Count)} are not.");
        Table.Write(html, "Cost of both", [new("", false), new("this network", true), new("the other", true), new("other ÷ this", true)], Costs(diff));
        if (diff.Outputs.Count > 0)
        {
            Table.Write(html, "Outputs", [new("output", false), new("this", false), new("the other", false), new("largest difference", true), new("relative error", true)],
                diff.Outputs.Select(o => (IReadOnlyList<string>)[o.Name, o.Before, o.After, Number(o.LargestDifference), Number(o.RelativeError)]));
        }
        Fold(html, "Nodes that differ", diff.Nodes.Count, () => Table.Write(html, "Nodes", [new("node", false), new("change", false, IsProse: true)],
            diff.Nodes.Select(n => (IReadOnlyList<string>)[n.Name, n.Before is null ? $"only in the other: {n.After!.Operator}" : n.After is null ? $"only here: {n.Before.Operator}" : string.Join("; ", n.Differences)])));
        Fold(html, "Weights that differ", diff.Weights.Count, () => Table.Write(html, "Weights", [new("initializer", false), new("this", false), new("the other", false), new("elements changed", true), new("relative error", true), new("zeros", false)],
            diff.Weights.Select(w => (IReadOnlyList<string>)[w.Name, w.Before ?? "–", w.After ?? "–", w.Changed is { } c ? NumberText.Whole(c) : "–", Number(w.RelativeError),
                $"{NumberText.Percent(w.CountsBefore.Sparsity)} → {NumberText.Percent(w.CountsAfter.Sparsity)}"])));
        html.Close();
    }

    private static IEnumerable<IReadOnlyList<string>> Costs(NetworkDiff diff)
    {
        (string Name, long? Before, long? After)[] rows =
        [
            ("parameters", diff.First.Weights.Count, diff.Second.Weights.Count), ("parameters that are not zero", diff.First.Weights.NonZero, diff.Second.Weights.NonZero),
            ("bytes of parameters", diff.First.Weights.Bytes, diff.Second.Weights.Bytes), ("multiply-accumulates", diff.First.Cost?.MultiplyAccumulates, diff.Second.Cost?.MultiplyAccumulates),
            ("other operations", diff.First.Cost?.OtherOperations, diff.Second.Cost?.OtherOperations), ("bytes of activations at peak", diff.First.PeakActivationBytes, diff.Second.PeakActivationBytes),
        ];
        return rows.Select(r => (IReadOnlyList<string>)[r.Name, r.Before is { } b ? NumberText.Whole(b) : "?", r.After is { } a ? NumberText.Whole(a) : "?",
            r is { Before: > 0, After: not null } ? NumberText.Times((double)r.After.Value / r.Before.Value) : "–"]);
    }

    private static void Fold(Html html, string summary, int count, Action write)
    {
        if (count == 0) return;
        html.Open("details").Element("summary", $"{summary} ({NumberText.Whole(count)})");
        write();
        html.Close();
    }

    private static string Number(double? value) => value is { } v ? NumberText.Digits(v) : "–";
}
