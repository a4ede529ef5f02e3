using Xunit;

namespace Frugal.Tests.Conformance;

/// <summary>The files of the suites: Debian's <c>libonnx-testdata</c>, or the folder that <c>FRUGAL_ONNX_TESTDATA</c> names.</summary>
internal static class Suites
{
    /// <summary>The suites that are run; <c>real</c>, whose weights the package lacks, is not.</summary>
    public static readonly string[] Names = ["node", "simple", "pytorch-converted", "pytorch-operator"];

    private static readonly string Root = Environment.GetEnvironmentVariable("FRUGAL_ONNX_TESTDATA") is { Length: > 0 } named
        ? named
        : "/usr/share/libonnx-testdata/data";

    /// <summary>Whether the suites are on this machine.</summary>
    public static bool Exist => Directory.Exists(Path.Combine(Root, "node"));

    /// <summary>All cases, none where the suites are missing.</summary>
    public static IReadOnlyList<SuiteCase> Cases { get; } = Exist
        ? [.. Names.SelectMany(suite => Directory.GetDirectories(Path.Combine(Root, suite)).Order(StringComparer.Ordinal)
            .Select(folder => new SuiteCase(suite, Path.GetFileName(folder), folder)))]
        : [];

    /// <summary>Skips the calling test where the suites are missing.</summary>
    public static void SkipIfMissing()
    {
        if (!Exist) Assert.Skip("needs ONNX's backend suites: install libonnx-testdata, or let FRUGAL_ONNX_TESTDATA name the folder that holds 'node'");
    }
}
