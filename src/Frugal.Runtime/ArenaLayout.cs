using Frugal.Tensors;

namespace Frugal.Runtime;

/// <summary>
/// Places buffers in one block of memory so that those alive at the same time do not overlap: greedily by size, each at the lowest offset that
/// is free during its life (Pisarchyk and Lee 2020, "Efficient Memory Management for Deep Neural Net Inference").
/// </summary>
internal static class ArenaLayout
{
    /// <param name="Bytes">The size.</param>
    /// <param name="First">The step that writes it first.</param>
    /// <param name="Last">The last step that touches it.</param>
    public readonly record struct Lifetime(long Bytes, int First, int Last);

    /// <summary>The offset of each buffer, and the size of the whole.</summary>
    public static (long[] Offsets, long TotalBytes) Place(IReadOnlyList<Lifetime> lifetimes)
    {
        var offsets = new long[lifetimes.Count];
        var placed = new List<int>();
        long total = 0;
        foreach (int i in Enumerable.Range(0, lifetimes.Count).OrderByDescending(i => lifetimes[i].Bytes).ThenBy(i => i))
        {
            long size = Align(lifetimes[i].Bytes);
            long offset = 0;
            foreach (int other in placed) // sorted by offset
            {
                if (lifetimes[other].Last < lifetimes[i].First || lifetimes[i].Last < lifetimes[other].First) continue;
                if (offset + size <= offsets[other]) break;
                offset = Math.Max(offset, offsets[other] + Align(lifetimes[other].Bytes));
            }
            offsets[i] = offset;
            int at = placed.FindIndex(other => offsets[other] > offset);
            placed.Insert(at < 0 ? placed.Count : at, i);
            total = Math.Max(total, offset + size);
        }
        return (offsets, total);
    }

    private static long Align(long bytes) => (bytes + DenseTensor.Alignment - 1) / DenseTensor.Alignment * DenseTensor.Alignment;
}
