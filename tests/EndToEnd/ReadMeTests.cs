using Xunit;

namespace Frugal.Tests.Packages;

[Collection(PackageFeed.Collection)]
public sealed class ReadMeTests(PackageFeed feed)
{
    private const string Run = "dotnet run -c Release --project src/Frugal.Cli -- ";
    private const string TimeLimit = "TimeSpan.FromMinutes(3)";

    [Fact]
    public void The_commands_work_one_after_another()
    {
        string root = feed.RequireRoot();
        feed.RequireSample("lenet-300-100.onnx");
        string folder = FolderWithSamples("commands");
        IReadOnlyList<string> commands = ReadMeText.Commands(File.ReadAllText(Path.Combine(root, "README.md")));
        Assert.StartsWith(Run + "compress samples/lenet-300-100.onnx --data samples/mnist -o out/lenet-300-100.frugal", commands[0]);

        foreach (string command in commands)
        {
            Assert.StartsWith(Run, command);
            Assert.DoesNotContain('"', command);
            string arguments = command[Run.Length..];
            if (arguments.StartsWith("compress ", StringComparison.Ordinal)) arguments += " --time-limit 20s";
            PackageCommand.Run(folder, new Dictionary<string, string>(), "dotnet",
                ["run", "-c", PackageFeed.Configuration, "--no-build", "--project", Path.Combine(root, "src", "Frugal.Cli"), "--", .. arguments.Split(' ')]).Succeeded();
        }

        foreach (string name in new[] { "lenet-300-100.frugal", "report.html", "report.json", "lenet-300-100.onnx" })
            Assert.True(File.Exists(Path.Combine(folder, "out", name)), name);
    }

    [Fact]
    public void The_program_compiles_with_the_packages_and_does_what_it_says()
    {
        string root = feed.RequireRoot();
        feed.RequireSample("lenet-300-100.onnx");
        string folder = FolderWithSamples("program");
        string program = ReadMeText.Program(File.ReadAllText(Path.Combine(root, "README.md")));
        Assert.Contains(TimeLimit, program);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), program.Replace(TimeLimit, "TimeSpan.FromSeconds(20)", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(folder, "Program.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <EnableDefaultCompileItems>false</EnableDefaultCompileItems>
                <InvariantGlobalization>true</InvariantGlobalization>
              </PropertyGroup>
              <ItemGroup>
                <Compile Include="Program.cs" />
                <PackageReference Include="Frugal.Reports" Version="*" />
              </ItemGroup>
            </Project>
            """);

        PackageCommand.Run(folder, feed.Environment, "dotnet", "build", "-c", "Release", "-v", "q", "-o", "bin").Succeeded();
        string output = PackageCommand.Run(folder, feed.Environment, "dotnet", Path.Combine("bin", "Program.dll")).Succeeded().Output;

        Assert.Matches(@"^\d+\.\d times smaller; \d+ test errors before, \d+ after", output);
        foreach (string name in new[] { "lenet-300-100.frugal", "small.onnx", "report.html" })
            Assert.True(File.Exists(Path.Combine(folder, name)), name);
    }

    private string FolderWithSamples(string name)
    {
        string folder = feed.NewFolder(name);
        Directory.CreateSymbolicLink(Path.Combine(folder, "samples"), Path.Combine(feed.Root, "samples"));
        return folder;
    }
}
