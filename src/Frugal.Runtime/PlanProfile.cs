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

/// <summary>The time of one step.</summary>
/// <param name="Operators">The operators computed, joined by plus signs where several are fused.</param>
/// <param name="Node">The name of the first node.</param>
/// <param name="Kernel">The kernel.</param>
/// <param name="Milliseconds">The time, summed over the runs profiled.</param>
public sealed record StepTime(string Operators, string Node, string Kernel, double Milliseconds);
