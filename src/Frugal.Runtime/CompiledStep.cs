using Frugal.Graphs;

namespace Frugal.Runtime;

/// <summary>A step, and what it reads and writes.</summary>
internal sealed record CompiledStep(
    Node Node, IReadOnlyList<Node> Fused, Step Step, IReadOnlyList<Operand?> Inputs, IReadOnlyList<Operand?> Outputs, IReadOnlyList<Operand> Workspaces)
{
    public IEnumerable<Node> Nodes => Fused.Prepend(Node);

    public string Name => string.Join(" + ", Fused.Select(f => f.Operator.Id.Name).Prepend(Node.Operator.Id.Name));
}

/// <summary>The training step that random operators are keyed by.</summary>
internal sealed class StepCounter
{
    public long Value { get; set; }

    public long Read() => Value;
}
