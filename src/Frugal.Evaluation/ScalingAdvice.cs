using Frugal.Data;

namespace Frugal.Evaluation;

/// <summary>What the check of the input scaling found.</summary>
/// <param name="IsSuspicious">Whether the given specification should not be used as it is.</param>
/// <param name="Text">What was found and what to do; empty if nothing is wrong.</param>
/// <param name="Given">How the network does as specified.</param>
/// <param name="Better">The scaling to use instead, if one is better.</param>
/// <param name="Tried">All scalings tried, with their accuracy.</param>
public sealed record ScalingAdvice(bool IsSuspicious, string Text, ScalingScore Given, NamedScaling? Better, IReadOnlyList<(NamedScaling Scaling, double Accuracy)> Tried);
