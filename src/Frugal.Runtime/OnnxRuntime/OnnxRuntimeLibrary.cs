using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Frugal.Runtime.OnnxRuntime;

/// <summary>
/// ONNX Runtime's C library, bound through its function table. It is a peer to be measured against and a target to be verified on; nothing
/// in Frugal needs it. It is looked for once: where <c>FRUGAL_ONNXRUNTIME</c> says (a file or a folder), beside the program, in a
/// <c>.deps</c> folder with the npm package <c>onnxruntime-node</c> here or above, and where the system keeps libraries.
/// </summary>
public static class OnnxRuntimeLibrary
{
    private static readonly Lazy<Loaded> Library = new(Load);

    private sealed record Loaded(OrtApi? Api, string? Path, string? Version, string? Reason);

    /// <summary>The version of the library, such as <c>1.30.0</c>, or null when there is none.</summary>
    public static string? Version => Library.Value.Version;

    /// <summary>The functions.</summary>
    /// <exception cref="OnnxRuntimeException">There is no library.</exception>
    internal static OrtApi Api => Library.Value.Api ?? throw new OnnxRuntimeException(Library.Value.Reason!);

    /// <summary>Whether the library is there and can be used.</summary>
    /// <param name="path">Where it was found.</param>
    /// <param name="reason">Why it cannot be used, and how to get it.</param>
    public static bool TryFind([NotNullWhen(true)] out string? path, [NotNullWhen(false)] out string? reason)
    {
        path = Library.Value.Path;
        reason = Library.Value.Reason;
        return path is not null;
    }

    private static Loaded Load()
    {
        string? setting = Environment.GetEnvironmentVariable(OnnxRuntimeFinder.EnvironmentVariable);
        string? refused = null;
        foreach (string candidate in OnnxRuntimeFinder.Candidates(setting, AppContext.BaseDirectory, Environment.CurrentDirectory))
        {
            if (!NativeLibrary.TryLoad(candidate, out IntPtr handle)) continue;
            if (OrtApi.TryBind(handle, out OrtApi? api, out string version)) return new Loaded(api, candidate, version, null);
            refused ??= $"'{candidate}' {version}";
        }
        return new Loaded(null, null, null, Reason(setting, refused));
    }

    private static string Reason(string? setting, string? refused)
    {
        string found = refused is not null ? $"The library {refused} cannot be used: 1.17 or newer is needed."
            : string.IsNullOrEmpty(setting) ? "ONNX Runtime was not found."
            : $"ONNX Runtime was not found at '{setting}', which {OnnxRuntimeFinder.EnvironmentVariable} names.";
        return $"{found} Install it (npm install --prefix .deps onnxruntime-node) or let {OnnxRuntimeFinder.EnvironmentVariable} name its library file.";
    }
}
