using Xunit;

namespace Frugal.Tests.Conformance;

/// <summary>ONNX's backend suites, through the reference and through a session.</summary>
public sealed class SuiteTests
{
    /// <summary>The names of all cases.</summary>
    public static TheoryData<string> Names => [.. Suites.Cases.Select(c => c.ToString())];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Names), DisableDiscoveryEnumeration = true)]
    public void Reference_and_session_compute_what_the_suite_says(string name)
    {
        CaseResult result = SuiteRun.Of(name);
        if (result.Outcome == CaseOutcome.Excluded) Assert.Skip(result.Reason);
        if (result.Outcome == CaseOutcome.NotSupported) Assert.Skip($"not supported yet: {result.Operator}");
        Assert.True(result.Outcome == CaseOutcome.Passed, result.Reason);
    }

    [Fact]
    public void The_counts_are_written_beside_the_tests()
    {
        Suites.SkipIfMissing();
        string counts = SuiteReport.Counts(SuiteRun.Results);
        File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "conformance.txt"), counts + SuiteReport.Counts(PeerRun.Results));
        Assert.Equal(Suites.Names.Length, counts.Count(c => c == '\n'));
        Assert.True(SuiteRun.Results.Count > 1000);
    }

    [Fact]
    public void At_least_97_of_100_node_cases_pass()
    {
        Suites.SkipIfMissing();
        CaseResult[] node = [.. SuiteRun.Results.Where(r => r.Case.Suite == "node")];
        int passed = node.Count(r => r.Outcome == CaseOutcome.Passed), unsupported = node.Count(r => r.Outcome == CaseOutcome.NotSupported);
        if (unsupported > 0.03 * node.Length) Assert.Skip($"{unsupported} cases need operators or kinds of values that are not supported yet");
        Assert.True(passed >= 0.97 * node.Length, $"{passed} of {node.Length} pass");
    }

    [Fact]
    public void Every_exclusion_is_needed()
    {
        Suites.SkipIfMissing();
        Assert.Empty(Exclusions.Unused(Suites.Cases));
    }
}
