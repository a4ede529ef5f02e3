namespace Frugal.Graphs;

/// <summary>What an operator may know of the node it computes, beside its inputs.</summary>
/// <param name="Node">The node.</param>
/// <param name="Step">The training step, which keys random operators; 0 in inference.</param>
public sealed record NodeContext(Node Node, long Step = 0)
{
    /// <summary>The node's attributes.</summary>
    public NodeAttributes Attributes => Node.Attributes;
}
