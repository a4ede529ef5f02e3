namespace Frugal.Kernels;

/// <summary>Work that is cut into numbered tiles, which may run in any order and on any thread.</summary>
public interface ITileJob
{
    /// <summary>Does one tile.</summary>
    /// <param name="tile">Which one, from 0.</param>
    /// <param name="worker">
    /// An index below <see cref="WorkerPool.Threads"/> that no other thread uses while it works for the same call: it selects scratch
    /// memory, never results, which must depend on the tile alone.
    /// </param>
    void Run(int tile, int worker);
}
