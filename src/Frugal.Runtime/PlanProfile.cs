using System.Diagnostics;

namespace Frugal.Runtime;

/// <summary>The time that each step of a plan took, summed over runs.</summary>
public sealed class PlanProfile
{
    private readonly long[] ticks;

    /// <summary>An empty profile for a plan.</summary>
    public PlanProfile(Plan plan)
    {
        Plan = plan;
        ticks = new long[plan.Steps.Count];
    }

    /// <summary>The plan that is profiled.</summary>
    public Plan Plan { get; }

    /// <summary>One entry a step, in order: the operators computed, the node's name, the kernel, and the time in milliseconds.</summary>
    public IReadOnlyList<StepTime> Steps =>
        [.. Plan.Steps.Select((s, i) => new StepTime(s.Name, s.Node.Name, s.Step.Describe(), ticks[i] * 1000.0 / Stopwatch.Frequency))];

    internal void Add(int step, long elapsed) => ticks[step] += elapsed;
}
