using Frugal.Graphs;

namespace Frugal.Compression;

/// <summary>What a method made.</summary>
/// <param name="Network">The new network.</param>
/// <param name="Resolved">The settings with everything decided: replaying them makes the same network without measuring.</param>
/// <param name="Summary">One line for the table of steps.</param>
public sealed record Outcome(Network Network, MethodSettings Resolved, string Summary);
