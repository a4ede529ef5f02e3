using System.Diagnostics;
using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Runtime;
using Frugal.Tensors;

namespace Frugal.Analysis;

/// <summary>Where the time of a run goes in Frugal's runtime, by layer of the network as it was given.</summary>
public sealed record LatencyProfile
{
    private const int Warmups = 5;
    private const int FewestRuns = 10;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(1);

    /// <summary>Milliseconds of each layer that a step computes, by index of <see cref="NetworkAnalysis.Layers"/>; layers fused into another one or folded away have no entry.</summary>
    public required IReadOnlyDictionary<int, LayerTime> Layers { get; init; }

    /// <summary>Milliseconds of steps that belong to no layer.</summary>
    public required double OtherMilliseconds { get; init; }

    /// <summary>The median of whole runs in milliseconds.</summary>
    public required double MedianMilliseconds { get; init; }

    /// <summary>Bytes that one run needs for activations and workspaces.</summary>
    public required long ArenaBytes { get; init; }

    /// <summary>How many threads computed.</summary>
    public required int Threads { get; init; }

    /// <summary>How many runs were profiled.</summary>
    public required int Runs { get; init; }

    /// <summary>All steps together.</summary>
    public double StepMilliseconds => Layers.Values.Sum(l => l.Milliseconds) + OtherMilliseconds;

    /// <summary>The share of a layer in the time of all steps.</summary>
    public double Share(int layer) => Layers.TryGetValue(layer, out LayerTime? time) && StepMilliseconds > 0 ? time.Milliseconds / StepMilliseconds : 0;

    /// <summary>Runs a network for about a second and times its steps; of each step the fastest run counts, which other processes disturbed least.</summary>
    /// <param name="analysis">The layers to attribute times to.</param>
    /// <param name="inputs">A tensor for each input.</param>
    /// <param name="pool">The threads to work with.</param>
    /// <param name="cancellation">Stops between runs.</param>
    /// <exception cref="UnsupportedOperatorException">An operator cannot be run.</exception>
    public static LatencyProfile Measure(NetworkAnalysis analysis, DenseTensor[] inputs, WorkerPool pool, CancellationToken cancellation = default)
    {
        Plan plan = Session.Create(analysis.Network, new SessionOptions { Pool = pool }).PlanFor(inputs);
        PlanContext context = plan.Rent();
        for (int i = 0; i < Warmups; i++) context.Run(inputs, pool);
        var profile = new PlanProfile(plan);
        var times = new List<double>();
        long start = Stopwatch.GetTimestamp();
        while (times.Count < FewestRuns || (Stopwatch.GetElapsedTime(start) < Budget && times.Count < 1000))
        {
            cancellation.ThrowIfCancellationRequested();
            long run = Stopwatch.GetTimestamp();
            context.Run(inputs, pool, profile);
            times.Add(Stopwatch.GetElapsedTime(run).TotalMilliseconds);
        }
        times.Sort();
        (Dictionary<int, LayerTime> layers, double other) = Attribute(analysis, profile);
        return new LatencyProfile
        {
            Layers = layers,
            OtherMilliseconds = other,
            MedianMilliseconds = times[times.Count / 2],
            ArenaBytes = plan.ArenaBytes,
            Threads = pool.Threads,
            Runs = times.Count,
        };
    }

    private static (Dictionary<int, LayerTime>, double) Attribute(NetworkAnalysis analysis, PlanProfile profile)
    {
        ILookup<string, int> byName = analysis.Layers.Select((l, i) => (l.Name, i)).ToLookup(l => l.Name, l => l.i);
        ILookup<string, int> byOutput = analysis.Layers.SelectMany((l, i) => l.Outputs.Select(o => (o, i))).ToLookup(o => o.o, o => o.i);
        var layers = new Dictionary<int, LayerTime>();
        double other = 0;
        foreach (var (step, time) in profile.Steps.Zip(profile.FastestMilliseconds))
        {
            int[] candidates = [.. step.Nodes.SelectMany(n => byName[n])];
            if (candidates.Length == 0) candidates = [.. step.Outputs.SelectMany(o => byOutput[o])];
            if (candidates.Length == 0)
            {
                other += time;
                continue;
            }
            int main = candidates.MaxBy(i => analysis.Layers[i].Cost?.MultiplyAccumulates ?? 0);
            double before = layers.TryGetValue(main, out LayerTime? known) ? known.Milliseconds : 0;
            layers[main] = new LayerTime(before + time, step.Kernel, [.. candidates.Where(c => c != main)]);
        }
        return (layers, other);
    }
}
