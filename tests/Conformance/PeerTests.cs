using Frugal.Runtime.OnnxRuntime;
using Frugal.Tests.Operators;
using Xunit;

namespace Frugal.Tests.Conformance;

/// <summary>The table of operator cases with ONNX Runtime as the judge: also what the suites, of operator set 17, do not have.</summary>
public sealed class PeerTests
{
    /// <summary>The names of all cases.</summary>
    public static TheoryData<string> Names => [.. PeerRun.Names];

    [Theory]
    [MemberData(nameof(Names), DisableDiscoveryEnumeration = true)]
    public void Reference_and_session_compute_what_ONNX_Runtime_computes(string name)
    {
        if (!OnnxRuntimeLibrary.TryFind(out _, out string? missing)) Assert.Skip(missing);
        PeerResult result = PeerRun.Of(name);
        if (result.Outcome is CaseOutcome.NotSupported) Assert.Skip(result.Reason.Split(':')[0]);
        if (result.Outcome is CaseOutcome.Excluded) Assert.Skip(result.Reason);
        Assert.True(result.Outcome == CaseOutcome.Passed, result.Reason);
    }

    [Fact]
    public void Every_difference_that_is_meant_belongs_to_a_case() => Assert.Empty(PeerDifferences.Unused(OpCases.All.Select(c => c.Name)));
}
