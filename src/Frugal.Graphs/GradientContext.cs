namespace Frugal.Graphs;

/// <summary>The node whose gradient is to be written as nodes, and the means to write them.</summary>
public sealed class GradientContext
{
    private readonly IReadOnlyList<Value?> outputGradients;
    private readonly Func<int, bool> needs;

    internal GradientContext(Node node, GraphBuilder builder, IReadOnlyList<Value?> outputGradients, Func<int, bool> needs)
    {
        Node = node;
        Builder = builder;
        this.outputGradients = outputGradients;
        this.needs = needs;
    }

    /// <summary>The node of the forward computation.</summary>
    public Node Node { get; }

    /// <summary>Appends the gradient's nodes to the same graph.</summary>
    public GraphBuilder Builder { get; }

    /// <summary>The node's attributes.</summary>
    public NodeAttributes Attributes => Node.Attributes;

    /// <summary>An input of the forward node.</summary>
    public Value Input(int index) => Node.Inputs[index]!;

    /// <summary>An output of the forward node.</summary>
    public Value Output(int index) => Node.Outputs[index]!;

    /// <summary>The loss's gradient with respect to an output, or null where the loss does not depend on it.</summary>
    public Value? OutputGradient(int index) => index < outputGradients.Count ? outputGradients[index] : null;

    /// <summary>Whether the gradient with respect to an input is asked for; work for others can be left out.</summary>
    public bool Needs(int index) => index < Node.Inputs.Count && Node.Inputs[index] is not null && needs(index);
}
