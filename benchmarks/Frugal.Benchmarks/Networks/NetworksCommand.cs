using System.Globalization;
using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Runtime;
using Frugal.Runtime.OnnxRuntime;

namespace Frugal.Benchmarks.Networks;

/// <summary>Whole networks of a fixed list in Frugal and in ONNX Runtime by turns: one table, with geometric means.</summary>
internal static class NetworksCommand
{
    private const double GoalOfAll = 1.3, GoalOfBatches = 1.15, GoalOfEach = 0.9;

    public static int Run(string[] options)
    {
        int batch = Number(options, "--batch", 1), threads = Number(options, "--threads", 1), turns = Number(options, "--turns", 11);
        string? data = Text(options, "--data") ?? Environment.GetEnvironmentVariable("FRUGAL_DATA");
        string filter = Text(options, "--filter") ?? "";
        BenchmarkNetwork[] networks = [.. BenchmarkNetwork.All.Where(n => filter.Length == 0 || filter.Split(',').Any(f => n.Name.Contains(f, StringComparison.OrdinalIgnoreCase)))];
        if (networks.Length == 0) return Fail(2, $"No network is called '{filter}'; there are {string.Join(", ", BenchmarkNetwork.All.Select(n => n.Name))}.");
        bool profile = options.Contains("--profile");
        if (!profile && !OnnxRuntimeLibrary.TryFind(out _, out string? reason)) return Fail(5, $"ONNX Runtime is needed: {reason}");
        string? kept = Text(options, "--keep");
        string folder = kept ?? Directory.CreateTempSubdirectory("frugal-networks").FullName;
        Directory.CreateDirectory(folder);
        try
        {
            using var pool = new WorkerPool(threads);
            if (profile) Profile(networks, data, folder, batch, pool);
            else Measure(networks, data, folder, batch, pool, turns);
            return 0;
        }
        finally
        {
            if (kept is null) Directory.Delete(folder, recursive: true);
        }
    }

    private static void Measure(BenchmarkNetwork[] networks, string? data, string folder, int batch, WorkerPool pool, int turns)
    {
        Console.WriteLine($"{InstructionSets.Current}, batch {batch}, {pool.Threads} thread(s), {turns} turns, ONNX Runtime {OnnxRuntimeLibrary.Version}; ratio = its time / Frugal's");
        Console.WriteLine();
        Console.WriteLine("| network | Frugal, ms | ONNX Runtime, ms | ratio | 95 % interval | goal |");
        Console.WriteLine("|---|---|---|---|---|---|");
        var results = new List<(NetworkGroup Group, double Ratio)>();
        foreach (BenchmarkNetwork network in networks)
        {
            try
            {
                ComparisonResult r = NetworkCase.Open(network, data, folder, batch).Compare(pool, turns);
                results.Add((network.Group, r.Ratio));
                Line($"| {network.Name} | {r.First.Median:0.000} | {r.Second.Median:0.000} | {r.Ratio:0.00} | {r.RatioLow:0.00} – {r.RatioHigh:0.00} | ≥ {GoalOfEach:0.0} |");
            }
            catch (Exception e) when (e is NotSupportedException or UnsupportedOperatorException or InvalidModelException or InvalidOperationException or OnnxRuntimeException)
            {
                Line($"| {network.Name} | – | – | – | {Reason(e)} | |");
            }
        }
        foreach (NetworkGroup group in NetworkGroup.All) Mean($"{group.Name}, geometric mean", results.Where(r => r.Group == group), batch == 1 ? group.Goal : null);
        Mean("all, geometric mean", results, batch == 1 ? GoalOfAll : GoalOfBatches);
    }

    private static void Mean(string name, IEnumerable<(NetworkGroup, double Ratio)> results, double? goal)
    {
        double[] ratios = [.. results.Select(r => r.Ratio)];
        if (ratios.Length == 0) return;
        double mean = Math.Exp(ratios.Average(Math.Log));
        Line($"| **{name}** ({ratios.Length}) | | | **{mean:0.00}** | {ratios.Min():0.00} – {ratios.Max():0.00} of single networks | {(goal is { } g ? $"≥ {g:0.00}" : "")} |");
    }

    private static void Profile(BenchmarkNetwork[] networks, string? data, string folder, int batch, WorkerPool pool)
    {
        const int Runs = 20;
        foreach (BenchmarkNetwork network in networks)
        {
            PlanProfile profile = NetworkCase.Open(network, data, folder, batch).Profile(pool, Runs);
            Console.WriteLine($"{network.Name}: milliseconds of the fastest of {Runs} runs of each step");
            IReadOnlyList<double> fastest = profile.FastestMilliseconds;
            foreach (var (step, time) in profile.Steps.Zip(fastest)) Line($"{time,9:0.0000} {time / fastest.Sum(),6:0.0 %}  {step.Operators}  {step.Node}  {step.Kernel}");
            Line($"{fastest.Sum(),9:0.0000} together");
        }
    }

    // The first clause says what is wrong; a cell has no room for advice.
    private static string Reason(Exception e) => e.Message.ReplaceLineEndings(" ").Split("; ")[0].Split(". ")[0];

    private static void Line(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static int Fail(int code, string reason)
    {
        Console.Error.WriteLine(reason);
        return code;
    }

    private static string? Text(string[] options, string name)
    {
        int at = Array.IndexOf(options, name);
        return at >= 0 && at + 1 < options.Length ? options[at + 1] : null;
    }

    private static int Number(string[] options, string name, int otherwise) =>
        Text(options, name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
