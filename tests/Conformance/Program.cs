using Xunit.MicrosoftTestingPlatform;

namespace Frugal.Tests.Conformance;

/// <summary>Runs the tests; <c>report [TEXT]</c> prints instead what does not pass, by operator (only lines that hold the text).</summary>
internal static class Program
{
    public static Task<int> Main(string[] arguments)
    {
        if (arguments is not ["report", .. var filter]) return TestPlatformTestFramework.RunAsync(arguments, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
        Console.Write(SuiteReport.Counts(SuiteRun.Results) + SuiteReport.Counts(PeerRun.Results));
        Console.Write(SuiteReport.Details(SuiteRun.Results, filter.FirstOrDefault("")) + SuiteReport.Details(PeerRun.Results, filter.FirstOrDefault("")));
        return Task.FromResult(0);
    }
}
