namespace Frugal.Graphs;

/// <summary>A network with gradient nodes appended.</summary>
/// <param name="Network">The network that was differentiated, with the gradient's nodes in it.</param>
/// <param name="Of">For each value asked for, the value that holds the loss's gradient with respect to it; null where the loss does not depend on it.</param>
public sealed record GradientResult(Network Network, IReadOnlyDictionary<Value, Value?> Of);
