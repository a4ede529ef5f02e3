namespace Frugal.Runtime;

/// <summary>The time of one step.</summary>
/// <param name="Operators">The operators computed, joined by plus signs where several are fused.</param>
/// <param name="Node">The name of the first node.</param>
/// <param name="Kernel">The kernel.</param>
/// <param name="Milliseconds">The time, summed over the runs profiled.</param>
public sealed record StepTime(string Operators, string Node, string Kernel, double Milliseconds)
{
    /// <summary>The names of all nodes computed, the first one's first; a node without a name is called as its first output.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = [];

    /// <summary>The names of the values that these nodes compute.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];
}
