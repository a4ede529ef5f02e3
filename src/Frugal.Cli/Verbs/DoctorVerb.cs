using System.CommandLine;
using System.Runtime.InteropServices;
using Frugal.Cli.Errors;
using Frugal.Cli.Json;
using Frugal.Cli.Options;
using Frugal.Cli.Output;
using Frugal.Compression;
using Frugal.Kernels;
using Frugal.Runtime.OnnxRuntime;

namespace Frugal.Cli.Verbs;

/// <summary><c>frugal doctor</c>: what this machine has.</summary>
internal sealed class DoctorVerb : Verb
{
    private const string TurboJpeg = "libturbojpeg.so.0";

    private static readonly Option<string[]> Require = new("--require")
    {
        Description = "Fail with exit code 5 when this part is missing; may be given several times: onnxruntime, turbojpeg, temp, avx2, avx512.",
        HelpName = "PART",
        DefaultValueFactory = _ => [],
    };

    public override string Name => "doctor";

    public override string Description => "Shows the .NET runtime, instruction sets found and in use, threads, memory, and optional parts with how to get them.";

    public override IReadOnlyList<string> Examples => ["frugal doctor", "frugal doctor --require onnxruntime --require avx2"];

    public override IEnumerable<Option> Options => [Require];

    public override int Run(VerbContext context)
    {
        OutputFiles.Prepare([], context.Get(OutputOptions.Json));
        PartJson[] parts = [.. Facts(), .. OptionalParts()];
        string[] required = [.. context.Get(Require)!.Select(r => r.ToLowerInvariant())];
        foreach (string name in required)
        {
            if (!parts.Any(p => p.Name == name)) throw new UsageException($"--require '{name}' is not known; choose from {string.Join(", ", parts.Select(p => p.Name))}.");
        }
        var table = new ResultTable("", "part", "", "detail");
        foreach (PartJson part in parts) table.Row(part.Name, part.Found ? "yes" : "no", part.Detail);
        context.Terminal.Result(table);
        JsonOutput.Write(context, CliJson.Default.DoctorDocument, () => new DoctorDocument
        {
            Tool = ToolVersion.Text,
            Command = context.Command,
            Seconds = context.Elapsed.TotalSeconds,
            Parts = parts,
        });
        PartJson[] missing = [.. parts.Where(p => !p.Found && required.Contains(p.Name))];
        if (missing.Length > 0) throw new MissingPartException($"Missing: {string.Join("; ", missing.Select(p => $"{p.Name}: {p.Detail}"))}");
        return ExitCode.Done;
    }

    private static IEnumerable<PartJson> Facts()
    {
        yield return new PartJson("frugal", true, ToolVersion.Text);
        yield return new PartJson("dotnet", true, $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}");
        yield return new PartJson("system", true, RuntimeInformation.OSDescription);
        string forced = Environment.GetEnvironmentVariable(InstructionSets.EnvironmentVariable) is { Length: > 0 } set ? $" (forced by {InstructionSets.EnvironmentVariable}={set})" : "";
        yield return new PartJson("instructions", true,
            $"in use {InstructionSets.Current.ToString().ToLowerInvariant()}{forced}; found {string.Join(", ", InstructionSets.Supported).ToLowerInvariant()}");
        yield return new PartJson("threads", true, $"{WorkerPool.Shared.Threads} in use, {Environment.ProcessorCount} processors");
        yield return new PartJson("memory", true, $"{Quantities.Bytes(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)} available to this process");
    }

    private static IEnumerable<PartJson> OptionalParts()
    {
        foreach (InstructionSet set in new[] { InstructionSet.Avx2, InstructionSet.Avx512 })
        {
            bool supported = InstructionSets.IsSupported(set);
            yield return new PartJson(set.ToString().ToLowerInvariant(), supported, supported ? "supported" : "this processor or runtime does not have it; slower kernels are used");
        }
        yield return OnnxRuntimeLibrary.TryFind(out string? path, out string? reason)
            ? new PartJson("onnxruntime", true, $"{OnnxRuntimeLibrary.Version}, {path}")
            : new PartJson("onnxruntime", false, $"{reason} It is needed for --runtime onnxruntime and for comparisons only.");
        yield return NativeLibrary.TryLoad(TurboJpeg, typeof(DoctorVerb).Assembly, null, out _)
            ? new PartJson("turbojpeg", true, TurboJpeg)
            : new PartJson("turbojpeg", false, $"{TurboJpeg} is not installed (Debian, Ubuntu: apt-get install libturbojpeg0); it is needed for JPEG images only.");
        yield return Temporary();
    }

    private static PartJson Temporary()
    {
        string folder = Path.GetTempPath();
        try
        {
            using (File.Create(Path.Combine(folder, Path.GetRandomFileName()), 1, FileOptions.DeleteOnClose)) { }
            return new PartJson("temp", true, $"{folder} can be written to");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new PartJson("temp", false, $"{folder} cannot be written to ({e.Message}); set TMPDIR to another folder.");
        }
    }
}
