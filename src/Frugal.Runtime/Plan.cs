using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Runtime;

/// <summary>
/// A network compiled for fixed input shapes: a flat list of steps and the places of their buffers. Immutable but for its state variables;
/// runs happen in a <see cref="PlanContext"/>, of which any number may be at work at once.
/// </summary>
public sealed class Plan
{
    private readonly IReadOnlyList<SlotPlan> slots;
    private readonly PlanLayout layout;
    private readonly StepCounter counter;
    private readonly IdleStack<PlanContext> idle = new();
    private readonly DenseTensor?[] shared;
    private readonly (int State, int Next)[] updates;
    private readonly Dictionary<string, int> states;

    internal Plan(Graph graph, Dictionary<Value, Operand> operands, IReadOnlyList<SlotPlan> slots, IReadOnlyList<CompiledStep> steps, StepCounter counter,
        long maximumMemoryBytes)
    {
        this.slots = slots;
        this.counter = counter;
        Steps = steps;
        Inputs = [.. graph.Inputs.Select(v => operands[v])];
        Outputs = [.. graph.Outputs.Select(v => operands[v])];
        OutputNames = [.. graph.Outputs.Select(v => v.Name)];
        updates = [.. graph.States.Where(s => s.Next is not null).Select(s => (operands[s.Current].Slot, operands[s.Next!].Slot))];
        states = operands.Where(o => slots[o.Value.Slot].Kind == SlotKind.State).ToDictionary(o => o.Key.Name, o => o.Value.Slot);
        layout = new PlanLayout(slots, steps, Outputs.Select(o => o.Slot).Concat(updates.Select(u => u.Next)));
        CheckMemory(maximumMemoryBytes);
        shared = [.. slots.Select(s => s.Kind switch
        {
            SlotKind.Constant => s.Tensor,
            SlotKind.State => s.Tensor!.Copy(),
            _ => null,
        })];
        ScratchBytes = steps.Select(s => s.Step.ScratchBytes).DefaultIfEmpty().Max();
    }

    /// <summary>Compiles a network.</summary>
    /// <exception cref="InvalidModelException">The input shapes do not fit the network.</exception>
    /// <exception cref="UnsupportedOperatorException">An operator cannot be run.</exception>
    public static Plan Compile(Network network, PlanOptions options) => PlanCompiler.Compile(network, options);

    /// <summary>What a run reads, in the order of the network's inputs.</summary>
    public IReadOnlyList<Operand> Inputs { get; }

    /// <summary>What a run computes, in the order of the network's outputs.</summary>
    public IReadOnlyList<Operand> Outputs { get; }

    /// <summary>The names of the outputs.</summary>
    public IReadOnlyList<string> OutputNames { get; }

    /// <summary>The bytes that one run needs for activations and workspaces.</summary>
    public long ArenaBytes => layout.ArenaBytes;

    /// <summary>The names of the state variables and of the initializers compiled as state.</summary>
    public IEnumerable<string> StateNames => states.Keys;

    /// <summary>The training step that random operators are keyed by.</summary>
    public long TrainingStep { get => counter.Value; set => counter.Value = value; }

    internal IReadOnlyList<CompiledStep> Steps { get; }

    internal long ScratchBytes { get; }

    /// <summary>The elements of a state variable, to be read or changed between runs.</summary>
    /// <exception cref="KeyNotFoundException">There is no such state.</exception>
    public Span<T> State<T>(string name) where T : unmanaged => StateTensor(name).Span<T>();

    /// <summary>The tensor of a state variable; its memory is the plan's own.</summary>
    public DenseTensor StateTensor(string name) => shared[states[name]]!;

    /// <summary>Lets this plan use another plan's buffer for a state of the same name, type and shape: plans for several batch sizes share weights.</summary>
    public void ShareState(string name, Plan owner) => shared[states[name]] = owner.StateTensor(name);

    /// <summary>One line a step: what it computes and with which kernel.</summary>
    public IReadOnlyList<string> Describe() => [.. Steps.Select(s => $"{s.Name}: {s.Step.Describe()}")];

    /// <summary>Takes a context out of the pool, or makes one.</summary>
    public PlanContext Rent() => idle.TryTake() ?? new PlanContext(this);

    /// <summary>Gives a context back.</summary>
    public void Return(PlanContext context)
    {
        context.ReleaseTargets();
        idle.Add(context);
    }

    /// <summary>Whether an output has memory that nothing else shares, so that it may as well be computed in memory of the caller.</summary>
    internal bool IsSeparate(int output)
    {
        int slot = Outputs[output].Slot;
        return slots[slot].Kind == SlotKind.Arena && Enumerable.Range(0, slots.Count).Count(i => layout.RootOf(i) == layout.RootOf(slot)) == 1
            && Outputs.Count(o => o.Slot == slot) == 1 && updates.All(u => u.Next != slot);
    }

    internal DenseTensor?[] MakeSlots()
    {
        var tensors = (DenseTensor?[])shared.Clone();
        DenseTensor arena = DenseTensor.Zeros(ElementType.UInt8, new Shape(checked((int)Math.Max(layout.ArenaBytes, 1))));
        for (int i = 0; i < tensors.Length; i++)
            if (slots[layout.RootOf(i)].Kind == SlotKind.Arena)
                tensors[i] = arena.View(slots[i].Type, slots[i].Shape, layout.OffsetOf(i));
        for (int i = 0; i < tensors.Length; i++)
            if (slots[i].Kind == SlotKind.View && slots[layout.RootOf(i)].Kind is SlotKind.Constant or SlotKind.State)
                tensors[i] = Resolve(i, tensors);
        return tensors;
    }

    // Shared state may be exchanged after a context was made; views of inputs change with every run.
    internal void Refresh(DenseTensor?[] tensors, ReadOnlySpan<DenseTensor> inputs)
    {
        for (int i = 0; i < inputs.Length; i++) tensors[Inputs[i].Slot] = inputs[i];
        for (int i = 0; i < tensors.Length; i++)
        {
            if (slots[i].Kind == SlotKind.State) tensors[i] = shared[i];
            else if (slots[i].Kind == SlotKind.View && slots[layout.RootOf(i)].Kind is not SlotKind.Arena) tensors[i] = Resolve(i, tensors);
        }
    }

    internal void UpdateStates(DenseTensor?[] tensors)
    {
        foreach (var (state, next) in updates) tensors[next]!.Bytes.CopyTo(shared[state]!.Bytes);
    }

    // One block holds all activations; what it may be is known before it is asked for.
    private void CheckMemory(long most)
    {
        long largest = Math.Min(most, Array.MaxLength - DenseTensor.Alignment);
        if (layout.ArenaBytes <= largest) return;
        SlotPlan slot = slots.Where(s => s.Kind == SlotKind.Arena).MaxBy(s => s.Bytes)!;
        throw new InvalidModelException(
            $"A run would need {layout.ArenaBytes:N0} bytes for activations, {slot.Bytes:N0} of them for '{slot.Name}' {slot.Type.DisplayName()}{slot.Shape}; " +
            $"{largest:N0} are allowed. Feed smaller inputs or a smaller batch, or check the shapes that the network declares.");
    }

    private DenseTensor Resolve(int slot, DenseTensor?[] tensors)
    {
        DenseTensor root = tensors[layout.RootOf(slot)]!;
        return tensors[slot] is { } old && old.SharesMemoryWith(root) ? old : root.Reshape(slots[slot].Shape);
    }
}
