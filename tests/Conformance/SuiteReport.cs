using System.Text;

namespace Frugal.Tests.Conformance;

/// <summary>The results as text.</summary>
internal static class SuiteReport
{
    /// <summary>A line a suite: <c>node: passed / failed / excluded of N</c>, and what is not supported where there is any.</summary>
    public static string Counts(IReadOnlyList<CaseResult> results)
    {
        var text = new StringBuilder();
        foreach (var suite in results.GroupBy(r => r.Case.Suite))
        {
            int Count(CaseOutcome outcome) => suite.Count(r => r.Outcome == outcome);
            int unsupported = Count(CaseOutcome.NotSupported);
            text.Append($"{suite.Key}: {Count(CaseOutcome.Passed)} passed / {Count(CaseOutcome.Failed)} failed / {Count(CaseOutcome.Excluded)} excluded of {suite.Count()}")
                .Append(unsupported > 0 ? $", {unsupported} not supported" : "").Append('\n');
        }
        return text.ToString();
    }

    /// <summary>A line for the operator cases that ONNX Runtime judges; empty where it is missing.</summary>
    public static string Counts(IReadOnlyList<PeerResult> results)
    {
        int Count(CaseOutcome outcome) => results.Count(r => r.Outcome == outcome);
        return results.Count == 0 ? "" :
            $"operator cases against ONNX Runtime: {Count(CaseOutcome.Passed)} passed / {Count(CaseOutcome.Failed)} failed / {Count(CaseOutcome.Excluded)} excluded of {results.Count}, {Count(CaseOutcome.NotSupported)} not supported by it or not expressible\n";
    }

    /// <summary>What ONNX Runtime does not confirm; only lines that hold the given text.</summary>
    public static string Details(IReadOnlyList<PeerResult> results, string filter) => string.Concat(results
        .Where(r => r.Outcome is CaseOutcome.Failed or CaseOutcome.NotSupported)
        .Select(r => $"{r.Name}: {r.Outcome}: {r.Reason}".ReplaceLineEndings(" "))
        .Where(line => line.Contains(filter, StringComparison.OrdinalIgnoreCase)).Select(line => line + "\n"));

    /// <summary>What does not pass, by operator; only lines that hold the given text.</summary>
    public static string Details(IReadOnlyList<CaseResult> results, string filter)
    {
        var text = new StringBuilder();
        foreach (var group in results.Where(r => r.Outcome is CaseOutcome.Failed or CaseOutcome.NotSupported).GroupBy(r => r.Operator).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            foreach (CaseResult result in group)
            {
                string line = $"{group.Key}: {result.Case}: {(result.Outcome == CaseOutcome.Failed ? result.Reason : "not supported: " + result.Reason)}";
                if (line.Contains(filter, StringComparison.OrdinalIgnoreCase)) text.Append(line.ReplaceLineEndings(" ")).Append('\n');
            }
        }
        return text.ToString();
    }
}
