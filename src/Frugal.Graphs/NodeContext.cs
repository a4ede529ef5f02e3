namespace Frugal.Graphs;

/// <summary>What an operator may know of the node it computes, beside its inputs.</summary>
/// <param name="Node">The node.</param>
/// <param name="Step">The training step, which keys random operators; 0 in inference.</param>
public sealed record NodeContext(Node Node, long Step = 0)
{
    /// <summary>The node's attributes.</summary>
    public NodeAttributes Attributes => Node.Attributes;

    /// <summary>Computes the node's subgraphs. Default: by the reference evaluator, for bodies that read nothing computed around them.</summary>
    public SubgraphRunner Run { get; init; } = static (body, inputs) => ReferenceEvaluator.Run(body, inputs);

    /// <summary>Asked for by loops before each iteration, so that an endless one can be stopped.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>A subgraph that the node must have.</summary>
    /// <exception cref="InvalidModelException">It is missing.</exception>
    public Graph Body(string name) => Attributes.Find(name) as Graph
        ?? throw new InvalidModelException($"{Node.Describe()} lacks the subgraph '{name}'.");
}
