namespace Frugal.Graphs.Operators;

/// <summary>The index of the smallest element along an axis; among equal ones the first, or with <c>select_last_index</c> the last.</summary>
internal sealed class ArgMin() : IndexOfExtremum("ArgMin")
{
    protected override bool IsBetter(double candidate, double best) => candidate < best;
}
