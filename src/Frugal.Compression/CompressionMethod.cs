using Frugal.Graphs;

namespace Frugal.Compression;

/// <summary>A way to make a network cheaper: takes a network, gives a new one.</summary>
public abstract class CompressionMethod
{
    /// <summary>The name in recipes and reports.</summary>
    public abstract string Name { get; }

    /// <summary>Applies the method; the network given is not changed.</summary>
    /// <param name="network">The network.</param>
    /// <param name="settings">Settings of this method's own type.</param>
    /// <param name="context">Data, judge, random numbers, progress.</param>
    public abstract Outcome Apply(Network network, MethodSettings settings, MethodContext context);
}

/// <summary>What a method made.</summary>
/// <param name="Network">The new network.</param>
/// <param name="Resolved">The settings with everything decided: replaying them makes the same network without measuring.</param>
/// <param name="Summary">One line for the table of steps.</param>
public sealed record Outcome(Network Network, MethodSettings Resolved, string Summary);
