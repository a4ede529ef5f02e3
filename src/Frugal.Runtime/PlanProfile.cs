using System.Diagnostics;

namespace Frugal.Runtime;

/// <summary>The time that each step of a plan took, summed over runs.</summary>
public sealed class PlanProfile
{
    private readonly long[] ticks, fewest;

    /// <summary>An empty profile for a plan.</summary>
    public PlanProfile(Plan plan)
    {
        Plan = plan;
        ticks = new long[plan.Steps.Count];
        fewest = new long[plan.Steps.Count];
        Array.Fill(fewest, long.MaxValue);
    }

    /// <summary>The plan that is profiled.</summary>
    public Plan Plan { get; }

    /// <summary>One entry a step, in order: the operators computed, the node's name, the kernel, and the time in milliseconds.</summary>
    public IReadOnlyList<StepTime> Steps =>
        [.. Plan.Steps.Select((s, i) => new StepTime(s.Name, s.Node.Name, s.Step.Describe(), ticks[i] * 1000.0 / Stopwatch.Frequency)
        {
            Nodes = [.. s.Nodes.Select(n => n.Name.Length > 0 ? n.Name : n.Output.Name)],
            Outputs = [.. s.Nodes.SelectMany(n => n.Outputs).OfType<Graphs.Value>().Select(o => o.Name)],
        })];

    /// <summary>The time of the fastest run of each step in milliseconds, which other processes disturbed least; only after a run.</summary>
    public IReadOnlyList<double> FastestMilliseconds => [.. fewest.Select(t => t * 1000.0 / Stopwatch.Frequency)];

    internal void Add(int step, long elapsed)
    {
        ticks[step] += elapsed;
        fewest[step] = Math.Min(fewest[step], elapsed);
    }
}
