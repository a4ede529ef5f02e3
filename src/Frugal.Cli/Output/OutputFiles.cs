using Frugal.Cli.Errors;

namespace Frugal.Cli.Output;

/// <summary>Makes sure before long work that its results can be written.</summary>
internal static class OutputFiles
{
    /// <summary>The extensions that networks are written with.</summary>
    public static readonly string[] Networks = [".frugal", ".onnx"];

    /// <summary>Checks the extensions of files to write.</summary>
    /// <exception cref="UsageException">One is of another kind.</exception>
    public static void RequireExtension(IEnumerable<string> paths, params string[] extensions)
    {
        foreach (string path in paths)
        {
            if (!extensions.Contains(Path.GetExtension(path).ToLowerInvariant()))
                throw new UsageException($"'{path}' cannot be written: its extension must be {string.Join(" or ", extensions)}.");
        }
    }

    /// <summary>Creates missing folders and tries to write into each.</summary>
    /// <param name="inputs">Files that must not be overwritten.</param>
    /// <param name="outputs">What will be written; nulls and "-" are left out.</param>
    /// <exception cref="UsageException">An output is an input.</exception>
    /// <exception cref="MissingPartException">A folder cannot be written to.</exception>
    public static void Prepare(IEnumerable<string?> inputs, params IEnumerable<string?> outputs)
    {
        string[] read = [.. inputs.OfType<string>().Select(Path.GetFullPath)];
        foreach (string path in outputs.OfType<string>().Where(p => p != "-"))
        {
            string full = Path.GetFullPath(path);
            if (read.Contains(full)) throw new UsageException($"'{path}' is read and cannot be written; name another file.");
            if (Directory.Exists(full)) throw new UsageException($"'{path}' is a folder; name a file in it.");
            if (!full.StartsWith("/dev/", StringComparison.Ordinal)) TryFolder(path, Path.GetDirectoryName(full)!);
        }
    }

    private static void TryFolder(string path, string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            string probe = Path.Combine(folder, $".{Path.GetRandomFileName()}");
            using (File.Create(probe, 1, FileOptions.DeleteOnClose)) { }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MissingPartException($"'{path}' cannot be written: {e.Message} Choose another folder, or change its access rights.");
        }
    }
}
