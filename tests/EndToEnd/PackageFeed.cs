using Xunit;

namespace Frugal.Tests.Packages;

/// <summary>All packages of the repository, packed once from what is built, in a folder that serves as the only source of packages.</summary>
public sealed class PackageFeed : IDisposable
{
    /// <summary>Tests of this collection share the packages and run one after another.</summary>
    internal const string Collection = "packages";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("frugal-packages-");

    /// <summary>Packs.</summary>
    public PackageFeed()
    {
        Root = FindRoot();
        if (Root.Length == 0) return;
        Directory.CreateDirectory(Source);
        // Packages come from the folder alone, and land in a cache of their own: an older package of the same version must not stand in for a new one.
        File.WriteAllText(Path.Combine(folder.FullName, "nuget.config"), $"""
            <configuration>
              <packageSources><clear /><add key="packed" value="{Source}" /></packageSources>
            </configuration>
            """);
        Packing = PackageCommand.Run(Root, Environment, "dotnet", "pack", "Frugal.slnx", "-c", Configuration, "--no-build", "-v", "q", "-o", Source);
    }

    /// <summary>The repository; empty where the tests run without their sources.</summary>
    internal string Root { get; }

    /// <summary>The folder of the packages.</summary>
    internal string Source => Path.Combine(folder.FullName, "artifacts");

    /// <summary>How packing went.</summary>
    internal PackageCommand? Packing { get; }

    /// <summary>The configuration that the tests, and what they pack, were built in.</summary>
    internal static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>Variables for commands that restore packages.</summary>
    internal IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string> { ["NUGET_PACKAGES"] = Path.Combine(folder.FullName, "cache") };

    /// <summary>The repository; the calling test is skipped where there is none.</summary>
    internal string RequireRoot()
    {
        if (Root.Length == 0) Assert.Skip("needs the source tree around the test binary");
        Packing!.Succeeded();
        return Root;
    }

    /// <summary>A new folder below the one that says where packages come from.</summary>
    internal string NewFolder(string name) => folder.CreateSubdirectory(name).FullName;

    /// <summary>The path of a sample; the calling test is skipped where it has not been trained yet.</summary>
    internal string RequireSample(string name)
    {
        string path = Path.Combine(RequireRoot(), "samples", name);
        if (!File.Exists(path)) Assert.Skip($"needs samples/{name}, which samples/README.md says how to train");
        return path;
    }

    /// <summary>Removes packages and folders.</summary>
    public void Dispose() => folder.Delete(recursive: true);

    private static string FindRoot()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Frugal.slnx"))) return at.FullName;
        return "";
    }
}
