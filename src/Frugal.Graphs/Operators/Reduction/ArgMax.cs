namespace Frugal.Graphs.Operators;

/// <summary>The index of the largest element along an axis; among equal ones the first, or with <c>select_last_index</c> the last.</summary>
internal sealed class ArgMax() : IndexOfExtremum("ArgMax")
{
    protected override bool IsBetter(double candidate, double best) => candidate > best;
}
