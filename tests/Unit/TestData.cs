using Xunit;

namespace Frugal.Tests;

/// <summary>Finds the networks and data sets that tests read but the repository does not hold.</summary>
internal static class TestData
{
    private static readonly string? Root = FindRoot();

    /// <summary>The path of a file or folder; the calling test is skipped when the data are not on this machine.</summary>
    public static string PathOf(string relative)
    {
        string? path = Root is null ? null : Path.Combine(Root, relative);
        if (path is null || !Path.Exists(path))
            Assert.Skip($"needs the test data '{relative}'; set FRUGAL_DATA to the folder that holds it");
        return path;
    }

    private static string? FindRoot()
    {
        string? fromEnvironment = Environment.GetEnvironmentVariable("FRUGAL_DATA");
        if (!string.IsNullOrEmpty(fromEnvironment)) return fromEnvironment;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(candidate)) return candidate;
        }
        return null;
    }
}
