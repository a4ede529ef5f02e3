using Frugal.Tensors;

namespace Frugal.Graphs;

/// <summary>
/// Something that flows in a graph: a graph input, an initializer, a state variable's current value, or an output of a node.
/// Edited through <see cref="Graph"/> only.
/// </summary>
public sealed class Value
{
    internal Value(Graph graph, string name)
    {
        Graph = graph;
        Name = name;
    }

    /// <summary>The graph in which it is defined.</summary>
    public Graph Graph { get; }

    /// <summary>Its name, unique in the network.</summary>
    public string Name { get; internal set; }

    /// <summary>The type of its elements, <see cref="ElementType.Undefined"/> until declared or inferred.</summary>
    public ElementType Type { get; internal set; }

    /// <summary>Its shape, or null when not even the rank is known.</summary>
    public SymbolicShape? Shape { get; internal set; }

    /// <summary>
    /// For a sequence, the type of its tensors, for an optional, that of its value; <see cref="ElementType.Undefined"/> where it is not known
    /// and for tensors.
    /// </summary>
    public ElementType ItemType { get; internal set; }

    /// <summary>
    /// The elements of a small integer tensor as far as they are known without running the network (shapes, axes, splits), in
    /// row-major order, or null.
    /// </summary>
    public Dimension[]? Known { get; internal set; }

    /// <summary>The node that computes it, or null.</summary>
    public Node? Producer { get; internal set; }

    /// <summary>The tensor of an initializer, or null. Never written to.</summary>
    public DenseTensor? Constant { get; internal set; }

    /// <summary>The state variable whose current value this is, or null.</summary>
    public StateVariable? State { get; internal set; }

    /// <summary>Whether it is an initializer.</summary>
    public bool IsConstant => Constant is not null;

    /// <summary>The places where nodes read it, in this graph and in subgraphs; a node that reads it twice stands there twice.</summary>
    public IReadOnlyList<Use> Uses => uses;

    internal readonly List<Use> uses = [];

    /// <summary>Documentation from the file.</summary>
    public string? Documentation { get; internal set; }

    /// <summary>The name, type and shape.</summary>
    public override string ToString() => $"{Name}: {Type.DisplayName()}{Shape?.ToString() ?? "?"}";
}
