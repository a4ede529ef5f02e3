namespace Frugal.Graphs;

/// <summary>
/// For every index of every axis an atom, and a partition of the atoms into those that can only be removed together (union-find; Tarjan
/// 1975). Atom 0 is the fixed one: what is joined to it stays.
/// </summary>
internal sealed class AtomLabels(IReadOnlySet<Value> dependsOnInputs)
{
    private const int FixedAtom = 0;

    private readonly List<int> parents = [FixedAtom];
    private readonly Dictionary<AxisSlot, int[]?> labels = [];

    /// <summary>The values that are not computed from initializers alone.</summary>
    public IReadOnlySet<Value> DependsOnInputs => dependsOnInputs;

    /// <summary>The axes seen so far, in the order in which they were.</summary>
    public IEnumerable<AxisSlot> Slots => labels.Keys;

    private readonly HashSet<AxisSlot> consumers = [];
    private readonly List<(AxisSlot Input, AxisSlot Output)> weightLinks = [];

    /// <summary>Whether an axis belongs to a weight, or to what a weight is computed from, and is summed over.</summary>
    public bool IsConsumer(AxisSlot slot) => consumers.Contains(slot);

    /// <summary>Notes that two axes are multiplied and summed over. The consumer is the one that does not depend on the network's inputs.</summary>
    public void MarkConsumer(AxisSlot first, AxisSlot second)
    {
        if (!DependsOnInputs.Contains(second.Value)) consumers.Add(second);
        else if (!DependsOnInputs.Contains(first.Value)) consumers.Add(first);
    }

    /// <summary>Notes that an input axis is an output axis index by index, so that the leaves of a weight expression are found.</summary>
    public void Link(AxisSlot input, AxisSlot output)
    {
        if (!DependsOnInputs.Contains(output.Value)) weightLinks.Add((input, output));
    }

    /// <summary>Passes the marks of computed weights on to what they are computed from.</summary>
    public void SpreadConsumers()
    {
        for (int i = weightLinks.Count - 1; i >= 0; i--)
            if (consumers.Contains(weightLinks[i].Output)) consumers.Add(weightLinks[i].Input);
    }

    /// <summary>The axis of a value as a node's input. Vectors that several nodes read have atoms of their own for each reader.</summary>
    public static AxisSlot SlotOf(Node node, int input, int axis)
    {
        Value value = node.Inputs[input]!;
        bool separate = value.IsConstant && value.Uses.Count > 1 && value.Shape!.Count(d => d != 1) <= 1;
        return new AxisSlot(value, axis, separate ? new Use(node, input) : null);
    }

    /// <summary>The atoms of an axis, or null when its extent is not a number; such an axis counts as fixed.</summary>
    public int[]? Of(AxisSlot slot)
    {
        if (labels.TryGetValue(slot, out int[]? atoms)) return atoms;
        Dimension extent = slot.Value.Shape![slot.Axis];
        if (extent.IsNumber)
        {
            atoms = new int[extent.Number];
            for (int i = 0; i < atoms.Length; i++)
            {
                atoms[i] = parents.Count;
                parents.Add(atoms[i]);
            }
        }
        labels[slot] = atoms;
        return atoms;
    }

    /// <summary>The representative of an index's class; 0 when it is fixed.</summary>
    public int Find(AxisSlot slot, int index) => Of(slot) is { } atoms ? Find(atoms[index]) : FixedAtom;

    /// <summary>Whether no index of an axis can be removed.</summary>
    public bool IsFixed(AxisSlot slot) => Of(slot) is not { } atoms || Array.TrueForAll(atoms, a => Find(a) == FixedAtom);

    /// <summary>Fixes an index.</summary>
    public void Fix(AxisSlot slot, int index)
    {
        if (Of(slot) is { } atoms) Join(atoms[index], FixedAtom);
    }

    /// <summary>Fixes an axis.</summary>
    public void Fix(AxisSlot slot)
    {
        foreach (int atom in Of(slot) ?? []) Join(atom, FixedAtom);
    }

    /// <summary>Fixes all axes of a value, whoever reads it.</summary>
    public void Fix(Value value)
    {
        for (int axis = 0; axis < (value.Shape?.Rank ?? 0); axis++)
        {
            Fix(new AxisSlot(value, axis, null));
            foreach (Use use in value.Uses) Fix(new AxisSlot(value, axis, use));
        }
    }

    /// <summary>Joins two sequences of indices, position by position.</summary>
    public void Join(AxisSlot first, IndexBlocks firstIndices, AxisSlot second, IndexBlocks secondIndices)
    {
        if (firstIndices.Length != secondIndices.Length)
            throw new InvalidOperationException($"{firstIndices.Length} indices of '{first.Value.Name}' cannot be tied to {secondIndices.Length} of '{second.Value.Name}'");
        int[]? firstAtoms = Of(first), secondAtoms = Of(second);
        for (int i = 0; i < firstIndices.Length; i++)
            Join(firstAtoms?[firstIndices[i]] ?? FixedAtom, secondAtoms?[secondIndices[i]] ?? FixedAtom);
    }

    private void Join(int first, int second)
    {
        int a = Find(first), b = Find(second);
        // The smaller number becomes the root, so that 0 stays one.
        if (a < b) parents[b] = a;
        else parents[a] = b;
    }

    private int Find(int atom)
    {
        while (parents[atom] != atom)
        {
            parents[atom] = parents[parents[atom]];
            atom = parents[atom];
        }
        return atom;
    }
}
