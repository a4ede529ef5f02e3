using Frugal.Graphs;
using Frugal.Graphs.Passes;

namespace Frugal.Runtime;

/// <summary>Initializers that a caller wants to feed.</summary>
internal static class OverridableInitializers
{
    /// <summary>A copy in which the named initializers are inputs, behind the others.</summary>
    /// <exception cref="ArgumentException">There is no initializer of a name.</exception>
    public static Network AsInputs(Network network, IReadOnlyList<string> names)
    {
        Network copy = network.Clone();
        Graph graph = copy.Graph;
        foreach (string name in names)
        {
            if (graph.Find(name) is not { Constant: not null } value)
                throw new ArgumentException($"'{name}' cannot be fed instead of its value: the network has no initializer of this name. It has {string.Join(", ", graph.Initializers.Take(8).Select(v => v.Name))}.");
            graph.Rename(value, graph.UniqueName(name + "/default"));
            Value input = graph.AddInput(name, value.Type, value.Shape);
            NodeEdits.ReplaceEverywhere(value, input);
        }
        return copy;
    }
}
