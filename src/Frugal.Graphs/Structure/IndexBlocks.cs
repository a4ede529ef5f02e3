namespace Frugal.Graphs;

/// <summary>
/// A sequence of indices of an axis: <paramref name="Count"/> indices from <paramref name="Offset"/> on at distance
/// <paramref name="Stride"/>, each repeated <paramref name="RepeatEach"/> times in a row, and all of that repeated
/// <paramref name="RepeatAll"/> times. (0, 3, RepeatEach: 2) is 0 0 1 1 2 2; (0, 3, RepeatAll: 2) is 0 1 2 0 1 2.
/// </summary>
/// <param name="Offset">The first index.</param>
/// <param name="Count">How many different indices.</param>
/// <param name="Stride">Their distance.</param>
/// <param name="RepeatEach">How often each index stands in a row.</param>
/// <param name="RepeatAll">How often the whole sequence is gone through.</param>
public readonly record struct IndexBlocks(int Offset, int Count, int Stride = 1, int RepeatEach = 1, int RepeatAll = 1)
{
    /// <summary>The length of the sequence, repetitions counted.</summary>
    public int Length => Count * RepeatEach * RepeatAll;

    /// <summary>The index at a position of the sequence.</summary>
    public int this[int position] => Offset + position / RepeatEach % Count * Stride;
}
