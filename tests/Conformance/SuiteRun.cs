namespace Frugal.Tests.Conformance;

/// <summary>All cases, run once a process on all processors.</summary>
internal static class SuiteRun
{
    private static readonly Lazy<IReadOnlyDictionary<string, CaseResult>> ByName =
        new(() => Suites.Cases.AsParallel().WithDegreeOfParallelism(Environment.ProcessorCount).Select(CaseRunner.Run).ToDictionary(r => r.Case.ToString()));

    /// <summary>What became of each case, in the order of the suites.</summary>
    public static IReadOnlyList<CaseResult> Results => [.. Suites.Cases.Select(c => ByName.Value[c.ToString()])];

    /// <summary>What became of one case.</summary>
    public static CaseResult Of(string name) => ByName.Value[name];
}
