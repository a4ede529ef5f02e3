using System.CommandLine;
using System.Runtime.InteropServices;
using Frugal.Cli.Errors;
using Frugal.Cli.Json;
using Frugal.Cli.Options;
using Frugal.Cli.Output;
using Frugal.Compression;
using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Runtime;
using Frugal.Runtime.OnnxRuntime;
using Frugal.Tensors;

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
        foreach (PartJson kernel in Kernels()) yield return kernel;
        yield return new PartJson("memory", true, $"{Quantities.Bytes(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)} available to this process");
    }

    // What a plan chooses for common shapes here: kernels depend on the shape and on the instruction set, not on a measurement.
    private static IEnumerable<PartJson> Kernels()
    {
        yield return Kernel("convolution", [1, 64, 56, 56], (b, x) => b.Call("Conv", [x, Weights(b, 64, 64, 3, 3)], ("pads", new[] { 1, 1, 1, 1 })));
        yield return Kernel("convolution-1x1", [1, 64, 56, 56], (b, x) => b.Call("Conv", x, Weights(b, 64, 64, 1, 1)));
        yield return Kernel("depthwise", [1, 64, 56, 56], (b, x) => b.Call("Conv", [x, Weights(b, 64, 1, 3, 3)], ("pads", new[] { 1, 1, 1, 1 }), ("group", 64)));
        yield return Kernel("gemm", [64, 512], (b, x) => b.Call("MatMul", x, Weights(b, 512, 512)));
    }

    private static PartJson Kernel(string name, int[] shape, Func<GraphBuilder, Value, Value> build)
    {
        var network = new Network();
        var builder = new GraphBuilder(network.Graph);
        builder.Output(build(builder, builder.Input("x", ElementType.Float32, [.. shape.Select(e => (Dimension)e)])));
        Plan plan = Session.Create(network).PlanFor([DenseTensor.Zeros(ElementType.Float32, new Shape(shape))]);
        return new PartJson(name, true, $"{string.Join("; ", plan.Describe())}, by shape, in {InstructionSets.Current.ToString().ToLowerInvariant()} ({(InstructionSets.Current == InstructionSets.Supported[^1] ? "the best found" : "forced")})");
    }

    private static Value Weights(GraphBuilder builder, params int[] extents) => builder.Constant(DenseTensor.Zeros(ElementType.Float32, new Shape(extents)));

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
