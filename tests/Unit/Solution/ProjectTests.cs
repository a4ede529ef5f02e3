using System.Xml.Linq;
using Xunit;

namespace Frugal.Tests.Solution;

public sealed class ProjectTests
{
    // From the bottom to the top: a project may use those before it.
    private static readonly string[] Order =
    [
        "Frugal.Tensors", "Frugal.Kernels", "Frugal.Graphs", "Frugal.Coding", "Frugal.Runtime", "Frugal.Clustering", "Frugal.Data",
        "Frugal.Evaluation", "Frugal.Training", "Frugal.Analysis", "Frugal.Compression", "Frugal.Conditional", "Frugal.Reports", "Frugal.Cli",
    ];

    // Kernels work on memory; the binding of ONNX Runtime calls a C library through its function table.
    private static readonly string[] MayBeUnsafe = ["Frugal.Kernels", "Frugal.Runtime"];

    [Fact]
    public void Projects_use_only_projects_below_them()
    {
        var wrong = new List<string>();
        foreach (string path in Projects())
        {
            string name = NameOf(path);
            int place = Array.IndexOf(Order, name);
            Assert.True(place >= 0, $"{name} has no place in the order of projects; give it one in {nameof(ProjectTests)} and in docs/architecture.md.");
            wrong.AddRange(References(path).Where(r => Array.IndexOf(Order, r) is var below && (below < 0 || below >= place)).Select(r => $"{name} → {r}"));
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void The_order_of_projects_is_in_use()
    {
        // Without this the test above would pass on a folder where it finds nothing.
        Assert.Contains("Frugal.Graphs", References("src/Frugal.Runtime/Frugal.Runtime.csproj"));
        Assert.True(Projects().Count >= 11);
    }

    [Fact]
    public void Every_project_is_part_of_the_solution()
    {
        string solution = SolutionFiles.Read("Frugal.slnx");
        string[] wrong = [.. SolutionFiles.Below(".", ".csproj").Where(p => !solution.Contains($"\"{p}\"", StringComparison.Ordinal))];
        Assert.Empty(wrong);
    }

    [Fact]
    public void Only_kernels_and_the_binding_of_a_C_library_may_be_unsafe()
    {
        string[] projects = [.. Projects().Where(p => Property(p, "AllowUnsafeBlocks") == "true" && !MayBeUnsafe.Contains(NameOf(p)))];
        Assert.Empty(projects);
        IEnumerable<string> others = SolutionFiles.Below("src", ".cs").Where(p => !p.StartsWith("src/Frugal.Kernels/", StringComparison.Ordinal)
            && !p.StartsWith("src/Frugal.Runtime/OnnxRuntime/", StringComparison.Ordinal));
        string[] files = [.. others.Where(p => SourceText.Code(SolutionFiles.Read(p)) is var code
            && (SourceText.HasWord(code, "unsafe") || code.Contains("System.Runtime.Intrinsics", StringComparison.Ordinal)))];
        Assert.Empty(files);
    }

    [Fact]
    public void Package_versions_stand_in_one_place()
    {
        string[] wrong = [.. SolutionFiles.Below(".", ".csproj").Where(p => Project(p).Descendants("PackageReference").Any(r => r.Attribute("Version") is not null))];
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_library_says_what_it_is_for()
    {
        string[] descriptions = [.. Projects().Select(p => Property(p, "Description") ?? "")];
        Assert.DoesNotContain("", descriptions);
        Assert.Distinct(descriptions);
    }

    private static IReadOnlyList<string> Projects() => SolutionFiles.Below("src", ".csproj");

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path);

    private static XDocument Project(string path) => XDocument.Parse(SolutionFiles.Read(path));

    private static string? Property(string path, string name) => Project(path).Descendants(name).FirstOrDefault()?.Value;

    private static IEnumerable<string> References(string path) =>
        Project(path).Descendants("ProjectReference").Select(r => NameOf(r.Attribute("Include")!.Value.Replace('\\', '/')));
}
