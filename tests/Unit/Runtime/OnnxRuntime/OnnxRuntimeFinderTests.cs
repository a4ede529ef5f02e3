using System.Runtime.InteropServices;
using Frugal.Runtime.OnnxRuntime;
using Frugal.Tests.Graphs.Onnx;
using Xunit;

namespace Frugal.Tests.Runtime.OnnxRuntime;

public sealed class OnnxRuntimeFinderTests : IDisposable
{
    private static readonly string FileName =
        OperatingSystem.IsWindows() ? "onnxruntime.dll" : OperatingSystem.IsMacOS() ? "libonnxruntime.dylib" : "libonnxruntime.so.1";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_environment_names_a_file_and_nothing_else_is_looked_at() =>
        Assert.Equal(["/some/lib.so"], OnnxRuntimeFinder.Candidates("/some/lib.so", folder.Path, folder.Path));

    [Fact]
    public void The_environment_may_name_a_folder()
    {
        File.WriteAllBytes(folder.File(FileName), []);
        Assert.Equal([folder.File(FileName)], OnnxRuntimeFinder.Candidates(folder.Path, "/", "/"));
    }

    [Fact]
    public void The_npm_package_is_found_in_a_deps_folder_above()
    {
        string system = OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        string architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        string package = folder.File($".deps/node_modules/onnxruntime-node/bin/napi-v6/{system}/{architecture}");
        Directory.CreateDirectory(package);
        Directory.CreateDirectory(folder.File("a/b"));
        File.WriteAllBytes(Path.Combine(package, FileName), []);
        Assert.Contains(Path.Combine(package, FileName), OnnxRuntimeFinder.Candidates(null, "/", folder.File("a/b")));
    }

    [Fact]
    public void The_library_is_there_with_a_version_or_missing_with_a_reason()
    {
        bool found = OnnxRuntimeLibrary.TryFind(out string? path, out string? reason);
        Assert.Equal(found, path is not null && reason is null && OnnxRuntimeLibrary.Version is not null);
        Assert.Equal(!found, path is null && reason is not null && OnnxRuntimeLibrary.Version is null);
    }
}
