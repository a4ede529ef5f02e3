using System.Diagnostics;
using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Runtime;

/// <summary>The memory of one run of a plan at a time. Not safe for use by two threads at once.</summary>
public sealed class PlanContext : ITileJob
{
    private readonly Plan plan;
    private readonly DenseTensor?[] slots;
    private readonly bool[] separate;
    private readonly DenseTensor?[] own;
    private byte[]?[] scratch = [];
    private Step step = null!;
    private int phase;

    internal PlanContext(Plan plan)
    {
        this.plan = plan;
        slots = plan.MakeSlots();
        separate = [.. plan.Outputs.Select((_, i) => plan.IsSeparate(i))];
        own = [.. plan.Outputs.Select(o => slots[o.Slot])];
    }

    /// <summary>The tensor of an output; valid until the next run.</summary>
    public DenseTensor Output(int index) => slots[plan.Outputs[index].Slot]!;

    /// <summary>
    /// Has the next run compute outputs in memory of the caller where that is possible: then <see cref="Output"/> is the tensor given here. It is not where an output is a constant,
    /// an input, or shares its memory with something else, or where a tensor has another type or shape or overlaps an input or another of the tensors.
    /// </summary>
    internal void Target(int output, DenseTensor tensor, ReadOnlySpan<DenseTensor> inputs)
    {
        if (!separate[output] || tensor.Type != plan.Outputs[output].Type || tensor.Shape != plan.Outputs[output].Shape) return;
        foreach (DenseTensor input in inputs)
            if (!input.Type.IsContainer() && input.Type != ElementType.String && input.Bytes.Overlaps(tensor.Bytes)) return;
        for (int i = 0; i < own.Length; i++)
            if (separate[i] && i != output && Output(i).Bytes.Overlaps(tensor.Bytes)) return;
        slots[plan.Outputs[output].Slot] = tensor;
    }

    /// <summary>Takes the context's own memory for outputs again.</summary>
    internal void ReleaseTargets()
    {
        for (int i = 0; i < own.Length; i++)
            if (separate[i]) slots[plan.Outputs[i].Slot] = own[i];
    }

    /// <summary>Computes all outputs. Allocates nothing after the first run.</summary>
    /// <param name="inputs">A tensor of the planned type and shape for each input.</param>
    /// <param name="pool">The threads to work with.</param>
    /// <param name="profile">Receives the time of each step when given.</param>
    /// <param name="cancellation">Stops the run between two steps.</param>
    /// <exception cref="ArgumentException">An input has another type or shape.</exception>
    public void Run(ReadOnlySpan<DenseTensor> inputs, WorkerPool pool, PlanProfile? profile = null, CancellationToken cancellation = default)
    {
        CheckInputs(inputs);
        plan.Refresh(slots, inputs);
        if (scratch.Length < pool.Threads) Array.Resize(ref scratch, pool.Threads);
        for (int i = 0; i < plan.Steps.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            long start = profile is null ? 0 : Stopwatch.GetTimestamp();
            RunStep(plan.Steps[i].Step, pool);
            profile?.Add(i, Stopwatch.GetTimestamp() - start);
        }
        plan.UpdateStates(slots);
    }

    void ITileJob.Run(int tile, int worker) => step.Run(new Buffers(slots), phase, tile, Scratch(worker));

    private void RunStep(Step next, WorkerPool pool)
    {
        step = next;
        for (phase = 0; phase < next.Phases; phase++)
        {
            int tiles = next.Tiles(phase);
            if (tiles == 1) next.Run(new Buffers(slots), phase, 0, Scratch(0));
            else pool.Run(this, tiles);
        }
    }

    private Span<byte> Scratch(int worker)
    {
        if (plan.ScratchBytes == 0) return default;
        byte[] memory = scratch[worker] ??= GC.AllocateUninitializedArray<byte>(checked((int)plan.ScratchBytes + DenseTensor.Alignment), pinned: true);
        return DenseTensor.Aligned(memory);
    }

    private void CheckInputs(ReadOnlySpan<DenseTensor> inputs)
    {
        if (inputs.Length != plan.Inputs.Count)
            throw new ArgumentException($"The network has {plan.Inputs.Count} inputs; {inputs.Length} were given.");
        for (int i = 0; i < inputs.Length; i++)
            if (inputs[i].Type != plan.Inputs[i].Type || inputs[i].Shape != plan.Inputs[i].Shape)
                throw new ArgumentException($"Input number {i} is {inputs[i]}; the plan was made for {plan.Inputs[i].Type.DisplayName()}{plan.Inputs[i].Shape}.");
    }
}
