namespace Frugal.Graphs;

/// <summary>One application of an operator. Edited through <see cref="Graph"/> only.</summary>
public sealed class Node
{
    internal Value?[] inputs;
    internal readonly Value?[] outputs;

    internal Node(Graph graph, Operator op, Value?[] inputs, Value?[] outputs, NodeAttributes attributes, string name)
    {
        Graph = graph;
        Operator = op;
        this.inputs = inputs;
        this.outputs = outputs;
        Attributes = attributes;
        Name = name;
    }

    /// <summary>The graph that holds it.</summary>
    public Graph Graph { get; }

    /// <summary>What it computes.</summary>
    public Operator Operator { get; }

    /// <summary>What it reads; null where an optional input is left out.</summary>
    public IReadOnlyList<Value?> Inputs => inputs;

    /// <summary>What it computes; null where an optional output is left out.</summary>
    public IReadOnlyList<Value?> Outputs => outputs;

    /// <summary>Its attributes.</summary>
    public NodeAttributes Attributes { get; internal set; }

    /// <summary>Its name, possibly empty.</summary>
    public string Name { get; internal set; }

    /// <summary>Documentation from the file.</summary>
    public string? Documentation { get; internal set; }

    /// <summary>The input at an index, or null when it is left out or the node has fewer.</summary>
    public Value? Input(int index) => index < inputs.Length ? inputs[index] : null;

    /// <summary>The only, or first, output.</summary>
    public Value Output => outputs[0]!;

    /// <summary>For messages: the operator and the node's name, or its first output where it has none.</summary>
    public string Describe() =>
        $"{Operator.Id} node '{(Name.Length > 0 ? Name : outputs.FirstOrDefault(o => o is not null)?.Name ?? "?")}'";

    /// <inheritdoc/>
    public override string ToString() =>
        $"{string.Join(", ", outputs.Select(o => o?.Name ?? "_"))} = {Operator.Id}({string.Join(", ", inputs.Select(i => i?.Name ?? "_"))})";
}
