using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Frugal.Graphs;
using Frugal.Kernels;

namespace Frugal.Analysis;

/// <summary>Keeps the measured <see cref="Roofline"/> of a machine in a file, by processor, instruction set and number of threads.</summary>
public static partial class RooflineCache
{
    /// <summary>The environment variable that names another folder for it.</summary>
    public const string FolderVariable = "FRUGAL_CACHE";

    /// <summary>The file.</summary>
    public static string Path => System.IO.Path.Combine(Folder(), "roofline.json");

    /// <summary>The kept measurement for this machine and pool, else a new one, which is kept if the folder can be written to.</summary>
    public static Roofline For(WorkerPool pool)
    {
        string key = $"{Processor()}, {InstructionSets.Current.ToString().ToLowerInvariant()}, {pool.Threads} threads";
        Dictionary<string, Roofline> kept = Read();
        if (kept.TryGetValue(key, out Roofline? known)) return known;
        Roofline measured = Roofline.Measure(pool);
        kept[key] = measured;
        Write(kept);
        return measured;
    }

    /// <summary>The name of the processor, or of its architecture where the system does not tell.</summary>
    public static string Processor()
    {
        const string CpuInfo = "/proc/cpuinfo";
        if (File.Exists(CpuInfo) && File.ReadLines(CpuInfo).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) is { } line)
            return line[(line.IndexOf(':') + 1)..].Trim();
        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static string Folder() => Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder
        ? folder
        : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "frugal");

    // A cache that cannot be read is measured anew.
    private static Dictionary<string, Roofline> Read()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path), Json.Default.DictionaryStringRoofline) ?? [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return [];
        }
    }

    private static void Write(Dictionary<string, Roofline> kept)
    {
        try
        {
            Directory.CreateDirectory(Folder());
            AtomicFile.Write(Path, stream => JsonSerializer.Serialize(stream, kept, Json.Default.DictionaryStringRoofline));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing is lost but half a second the next time.
        }
    }

    [JsonSourceGenerationOptions(WriteIndented = true)]
    [JsonSerializable(typeof(Dictionary<string, Roofline>))]
    private sealed partial class Json : JsonSerializerContext;
}
