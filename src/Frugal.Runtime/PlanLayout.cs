using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Runtime;

/// <summary>Which slots share memory, how long each block lives, and where it stands in the arena.</summary>
internal sealed class PlanLayout
{
    private readonly IReadOnlyList<SlotPlan> slots;
    private readonly int[] roots;
    private readonly int[] first;
    private readonly int[] last;

    public PlanLayout(IReadOnlyList<SlotPlan> slots, IReadOnlyList<CompiledStep> steps, IEnumerable<int> keptToTheEnd)
    {
        this.slots = slots;
        roots = new int[slots.Count];
        first = new int[slots.Count];
        last = new int[slots.Count];
        for (int i = 0; i < roots.Length; i++) roots[i] = slots[i].Kind == SlotKind.View ? roots[slots[i].ViewOf] : i;
        FindLifetimes(steps, keptToTheEnd);
        ReuseInputs(steps);
        int[] arena = [.. Enumerable.Range(0, slots.Count).Where(i => roots[i] == i && slots[i].Kind == SlotKind.Arena)];
        (long[] offsets, ArenaBytes) = ArenaLayout.Place([.. arena.Select(i => new ArenaLayout.Lifetime(slots[i].Bytes, first[i], last[i]))]);
        Offsets = new long[slots.Count];
        for (int i = 0; i < arena.Length; i++) Offsets[arena[i]] = offsets[i];
    }

    /// <summary>The size of the arena in bytes.</summary>
    public long ArenaBytes { get; }

    /// <summary>The offset of each slot that owns memory in the arena.</summary>
    private long[] Offsets { get; }

    /// <summary>The slot whose memory a slot shares; itself where it has its own.</summary>
    public int RootOf(int slot) => roots[slot];

    /// <summary>Where a slot of the arena stands.</summary>
    public int OffsetOf(int slot) => checked((int)Offsets[roots[slot]]);

    private void FindLifetimes(IReadOnlyList<CompiledStep> steps, IEnumerable<int> keptToTheEnd)
    {
        Array.Fill(first, int.MaxValue);
        Array.Fill(last, -1);
        for (int s = 0; s < steps.Count; s++)
            foreach (Operand? operand in steps[s].Inputs.Concat(steps[s].Outputs).Concat(steps[s].Workspaces))
            {
                if (operand is null) continue;
                int root = roots[operand.Slot];
                first[root] = Math.Min(first[root], s);
                last[root] = s;
            }
        foreach (int slot in keptToTheEnd) last[roots[slot]] = steps.Count;
    }

    // A step that can work in place takes over its input's memory when it is the last to read it.
    private void ReuseInputs(IReadOnlyList<CompiledStep> steps)
    {
        for (int s = 0; s < steps.Count; s++)
        {
            int index = steps[s].Step.InPlaceInput;
            if (index < 0 || steps[s].Inputs[index] is not { } input || steps[s].Outputs[0] is not { } output) continue;
            int source = roots[input.Slot], target = roots[output.Slot];
            bool readElsewhere = steps[s].Inputs.Where((o, i) => i != index && o is not null).Any(o => roots[o!.Slot] == source);
            if (source == target || slots[source].Kind != SlotKind.Arena || last[source] != s || readElsewhere) continue;
            if (slots[source].Bytes != slots[target].Bytes || slots[target].Kind != SlotKind.Arena) continue;
            for (int i = 0; i < roots.Length; i++)
                if (roots[i] == target) roots[i] = source;
            last[source] = last[target];
        }
    }
}
