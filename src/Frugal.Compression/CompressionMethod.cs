using Frugal.Graphs;

namespace Frugal.Compression;

/// <summary>A way to make a network cheaper: takes a network, gives a new one.</summary>
public abstract class CompressionMethod
{
    /// <summary>The name in recipes and reports.</summary>
    public abstract string Name { get; }

    /// <summary>How much of a run's time the method gets beside others when there is a limit.</summary>
    internal virtual double TimeWeight => 2;

    /// <summary>Applies the method; the network given is not changed.</summary>
    /// <param name="network">The network.</param>
    /// <param name="settings">Settings of this method's own type.</param>
    /// <param name="context">Data, judge, random numbers, progress.</param>
    public abstract Outcome Apply(Network network, MethodSettings settings, MethodContext context);
}
