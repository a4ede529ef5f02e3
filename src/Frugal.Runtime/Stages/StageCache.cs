using Frugal.Tensors;

namespace Frugal.Runtime.Stages;

/// <summary>
/// Compiled stages by what they were compiled for: the stage before, the types and shapes of some tensors, and the elements of others. At
/// most so many are kept; the one unused for longest makes room. Looking up takes no lock and no memory.
/// </summary>
internal sealed class StageCache(int limit)
{
    private Entry[] entries = [];
    private long clock;

    /// <summary>A stage and what it fits.</summary>
    internal sealed class Entry(object? parent, Stage stage, int[] shaped, int[] decisive, RunState state)
    {
        private readonly (ElementType Type, Shape Shape)[] types = Array.ConvertAll(shaped, c => (state[c]!.Type, state[c]!.Shape));
        private readonly DenseTensor[] contents = Array.ConvertAll(decisive, c => state[c]!.Copy());

        public Stage Stage => stage;

        public long LastUsed { get; set; }

        public bool Fits(object? before, RunState now)
        {
            if (before != parent) return false;
            for (int i = 0; i < types.Length; i++)
            {
                DenseTensor tensor = now[shaped[i]]!;
                if (tensor.Type != types[i].Type || (!tensor.Type.IsContainer() && tensor.Shape != types[i].Shape)) return false;
            }
            for (int i = 0; i < contents.Length; i++)
            {
                DenseTensor tensor = now[decisive[i]]!;
                if (tensor.Type != contents[i].Type || tensor.Shape != contents[i].Shape || !tensor.Bytes.SequenceEqual(contents[i].Bytes)) return false;
            }
            return true;
        }
    }

    /// <summary>How many stages are kept.</summary>
    public int Count => entries.Length;

    /// <summary>The stage that follows another one (null: the first) for the tensors at hand, or null.</summary>
    public Stage? Find(object? parent, RunState state)
    {
        foreach (Entry entry in Volatile.Read(ref entries))
        {
            if (!entry.Fits(parent, state)) continue;
            entry.LastUsed = Interlocked.Increment(ref clock);
            return entry.Stage;
        }
        return null;
    }

    /// <summary>Keeps a stage. The caller sees to it that only one thread adds at a time.</summary>
    public void Add(Entry entry)
    {
        entry.LastUsed = Interlocked.Increment(ref clock);
        Entry[] kept = entries.Length < limit ? entries : [.. entries.OrderByDescending(e => e.LastUsed).Take(Math.Max(0, limit - 1))];
        Volatile.Write(ref entries, [.. kept, entry]);
    }

    /// <summary>Forgets all stages.</summary>
    public void Clear() => Volatile.Write(ref entries, []);
}
