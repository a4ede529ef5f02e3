using Xunit;

namespace Frugal.Tests.Solution;

/// <summary>The files of the repository that the tests run in.</summary>
internal static class SolutionFiles
{
    private static readonly string[] Ignored = ["bin", "obj", "out", "artifacts", "TestResults", ".deps", ".git", ".vs"];

    /// <summary>The folder with the solution file; the calling test is skipped where the tests run without their sources.</summary>
    public static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Frugal.slnx"))) return folder.FullName;
        Assert.Skip("needs the source tree around the test binary");
        return "";
    }

    /// <summary>Paths below a folder of the repository, relative to its root with forward slashes; what builds leave behind is left out.</summary>
    public static IReadOnlyList<string> Below(string folder, params string[] extensions)
    {
        string root = Root();
        return [.. Walk(new DirectoryInfo(Path.Combine(root, folder)))
            .Where(f => extensions.Contains(f.Extension))
            .Select(f => Path.GetRelativePath(root, f.FullName).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>The text of a file.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root(), path));

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder) =>
        folder.GetFiles().Concat(folder.GetDirectories().Where(d => !Ignored.Contains(d.Name) && !d.Name.EndsWith(".work", StringComparison.Ordinal)).SelectMany(Walk));
}
