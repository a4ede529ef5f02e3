using System.IO.Compression;
using System.Xml.Linq;
using Xunit;

namespace Frugal.Tests.Packages;

[Collection(PackageFeed.Collection)]
public sealed class PackageTests(PackageFeed feed)
{
    [Fact]
    public void Every_project_becomes_a_package_with_its_description_licence_and_documentation()
    {
        string root = feed.RequireRoot();
        string[] projects = [.. Directory.GetDirectories(Path.Combine(root, "src")).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];
        foreach (string project in projects)
        {
            bool isTool = project == "Frugal.Cli";
            using ZipArchive package = Open(isTool ? "frugal" : project);
            XElement metadata = Metadata(package);
            string Value(string name) => metadata.Elements().FirstOrDefault(e => e.Name.LocalName == name)?.Value ?? "";
            Assert.Equal("Apache-2.0", Value("license"));
            Assert.True(Value("description").Length > 40, project);
            Assert.Equal("README.md", Value("readme"));
            Assert.NotNull(package.GetEntry("README.md"));
            if (isTool) continue;
            Assert.NotNull(package.GetEntry($"lib/net10.0/{project}.dll"));
            Assert.NotNull(package.GetEntry($"lib/net10.0/{project}.xml"));
        }
    }

    [Fact]
    public void A_package_asks_for_the_packages_that_its_project_uses()
    {
        feed.RequireRoot();
        using ZipArchive package = Open("Frugal.Reports");
        string[] dependencies = [.. Metadata(package).Descendants().Where(e => e.Name.LocalName == "dependency").Select(e => e.Attribute("id")!.Value)];
        Assert.Contains("Frugal.Compression", dependencies);
    }

    [Fact]
    public void The_installed_tool_looks_at_the_machine_and_compresses_a_network_that_it_trained()
    {
        string root = feed.RequireRoot(), folder = feed.NewFolder("tool");
        PackageCommand.Run(folder, feed.Environment, "dotnet", "tool", "install", "--tool-path", "bin", "frugal").Succeeded();
        string tool = Path.Combine(folder, "bin", OperatingSystem.IsWindows() ? "frugal.exe" : "frugal");
        PackageCommand Frugal(params string[] arguments) => PackageCommand.Run(folder, feed.Environment, tool, arguments).Succeeded();

        Assert.Contains("instructions", Frugal("doctor").Output);
        Frugal("train", "lenet-300-100", "--data", Path.Combine(root, "samples", "mnist"), "--epochs", "0.05", "-o", "net.onnx");
        Frugal("compress", "net.onnx", "-o", "net.frugal");
        Frugal("unpack", "net.frugal", "-o", "small.onnx");

        long before = Length("net.onnx"), after = Length("net.frugal");
        Assert.InRange(after, 1000, before / 4);
        Assert.InRange(Length("small.onnx"), before / 2, 2 * before);

        long Length(string name) => new FileInfo(Path.Combine(folder, name)).Length;
    }

    private ZipArchive Open(string id)
    {
        string path = Assert.Single(Directory.GetFiles(feed.Source, $"{id}.*.nupkg"), p => char.IsDigit(Path.GetFileName(p)[id.Length + 1]));
        return ZipFile.OpenRead(path);
    }

    private static XElement Metadata(ZipArchive package)
    {
        using Stream stream = package.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XDocument.Load(stream).Root!.Elements().Single(e => e.Name.LocalName == "metadata");
    }
}
