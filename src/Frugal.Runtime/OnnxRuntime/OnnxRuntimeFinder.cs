using System.Runtime.InteropServices;

namespace Frugal.Runtime.OnnxRuntime;

/// <summary>Where ONNX Runtime's library may be.</summary>
internal static class OnnxRuntimeFinder
{
    /// <summary>Names a library file, or a folder that holds one; when set, nothing else is looked at.</summary>
    public const string EnvironmentVariable = "FRUGAL_ONNXRUNTIME";

    private static readonly string[] FileNames =
        OperatingSystem.IsWindows() ? ["onnxruntime.dll"] :
        OperatingSystem.IsMacOS() ? ["libonnxruntime.dylib", "libonnxruntime.1.dylib"] :
        ["libonnxruntime.so.1", "libonnxruntime.so"];

    /// <summary>The candidates in order: files that exist, then plain names for the system's loader.</summary>
    /// <param name="setting">The environment variable's value.</param>
    /// <param name="applicationFolder">Where the program's own files are.</param>
    /// <param name="workingFolder">The current folder.</param>
    public static IEnumerable<string> Candidates(string? setting, string applicationFolder, string workingFolder)
    {
        if (!string.IsNullOrEmpty(setting))
            return Directory.Exists(setting) ? InFolder(setting).Concat(InPackage(setting)) : [setting];
        return InFolder(applicationFolder)
            .Concat(InFolder(Path.Combine(applicationFolder, "runtimes", RuntimeInformation.RuntimeIdentifier, "native")))
            .Concat(Upward(workingFolder).Concat(Upward(applicationFolder)).Distinct().SelectMany(f => InPackage(Path.Combine(f, ".deps"))))
            .Concat(SystemFolders().SelectMany(InFolder))
            .Concat(FileNames);
    }

    private static IEnumerable<string> InFolder(string folder) => FileNames.Select(n => Path.Combine(folder, n)).Where(File.Exists);

    // The npm package onnxruntime-node: bin/napi-v6/linux/x64/libonnxruntime.so.1
    private static IEnumerable<string> InPackage(string folder)
    {
        string bin = Path.Combine(folder, "node_modules", "onnxruntime-node", "bin");
        if (!Directory.Exists(bin)) return [];
        string system = OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        string architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        return Directory.GetDirectories(bin, "napi-v*").OrderDescending(StringComparer.Ordinal)
            .SelectMany(napi => InFolder(Path.Combine(napi, system, architecture)));
    }

    private static IEnumerable<string> Upward(string folder)
    {
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent) yield return at.FullName;
    }

    private static string[] SystemFolders() => OperatingSystem.IsWindows() ? [] :
        ["/usr/local/lib", "/usr/lib", $"/usr/lib/{(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64" : "x86_64")}-linux-gnu", "/opt/homebrew/lib", "/opt/onnxruntime/lib"];
}
