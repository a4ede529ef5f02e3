using System.Globalization;
using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Runtime;
using Frugal.Runtime.OnnxRuntime;
using Frugal.Tensors;

namespace Frugal.Benchmarks.Transformers;

/// <summary>The encoder in Frugal and in ONNX Runtime by turns, or where Frugal's time goes.</summary>
internal static class EncoderCommand
{
    /// <summary>Runs and prints.</summary>
    public static int Run(string[] options)
    {
        int threads = Option(options, "--threads", 1), turns = Option(options, "--turns", 31), layers = Option(options, "--layers", 6), tokens = Option(options, "--tokens", 128);
        Network network = Encoder.Create(layers, tokens: tokens);
        DenseTensor input = DenseTensor.Zeros(ElementType.Float32, new Shape(1, tokens, 256));
        new RandomStream(1).FillUniform(input.Span<float>(), -1, 1);
        using var pool = new WorkerPool(threads);
        Session session = Session.Create(network, new SessionOptions { Pool = pool });
        if (options.Contains("--profile")) return Profile(session, input, pool, turns);
        if (!OnnxRuntimeLibrary.TryFind(out _, out string? reason))
        {
            Console.Error.WriteLine($"ONNX Runtime is needed: {reason}");
            return 5;
        }
        var ours = new SessionEngine("frugal", session, [input], pool);
        using var peer = new OnnxRuntimeEngine("onnxruntime", network, [input], threads);
        ComparisonResult result = Comparison.Run(ours, peer, turns);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"encoder, {layers} layers, width 256, {tokens} tokens, {InstructionSets.Current}, {threads} thread(s): {result.First.Median:0.000} ms, ONNX Runtime {OnnxRuntimeLibrary.Version} {result.Second.Median:0.000} ms, ratio {result.Ratio:0.00} ({result.RatioLow:0.00} – {result.RatioHigh:0.00})"));
        return 0;
    }

    private static int Profile(Session session, DenseTensor input, WorkerPool pool, int runs)
    {
        Plan plan = session.PlanFor([input]);
        PlanContext context = plan.Rent();
        for (int i = 0; i < 5; i++) context.Run([input], pool);
        var profile = new PlanProfile(plan);
        for (int i = 0; i < runs; i++) context.Run([input], pool, profile);
        foreach (var group in profile.Steps.GroupBy(s => $"{s.Operators}: {s.Kernel}").OrderByDescending(g => g.Sum(s => s.Milliseconds)))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{group.Sum(s => s.Milliseconds) / runs,9:0.000} ms  {group.Count(),3} ×  {group.Key}"));
        return 0;
    }

    private static int Option(string[] options, string name, int otherwise)
    {
        int at = Array.IndexOf(options, name);
        return at >= 0 && at + 1 < options.Length ? int.Parse(options[at + 1], CultureInfo.InvariantCulture) : otherwise;
    }
}
