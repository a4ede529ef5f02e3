using Frugal.Compression;

namespace Frugal.Cli.Output;

/// <summary>The HTML report.</summary>
internal static class ReportFile
{
    public static void Write(CompressionResult result, string path) => throw new NotSupportedException($"'{path}' cannot be written: this build has no reports ({result.ModelName}).");
}
