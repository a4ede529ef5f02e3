using Frugal.Tensors;

namespace Frugal.Runtime.Stages;

/// <summary>What one run of a network holds: the tensors computed so far, by cell, and the contexts of plans whose memory they stand in.</summary>
internal sealed class RunState
{
    private readonly List<(Plan Plan, PlanContext Context)> rented = [];
    private DenseTensor?[] cells = new DenseTensor?[16];
    private DenseTensor[] arguments = new DenseTensor[8];

    /// <summary>The tensor of a cell, or null where none was computed.</summary>
    public DenseTensor? this[int cell]
    {
        get => cell < cells.Length ? cells[cell] : null;
        set
        {
            if (cell >= cells.Length) Array.Resize(ref cells, Math.Max(cell + 1, 2 * cells.Length));
            cells[cell] = value;
        }
    }

    /// <summary>A context of a plan, kept until the run ends.</summary>
    public PlanContext Rent(Plan plan)
    {
        PlanContext context = plan.Rent();
        rented.Add((plan, context));
        return context;
    }

    /// <summary>The tensors of some cells in a row; valid until the next call.</summary>
    public ReadOnlySpan<DenseTensor> Gather(int[] from)
    {
        if (arguments.Length < from.Length) Array.Resize(ref arguments, from.Length);
        for (int i = 0; i < from.Length; i++) arguments[i] = this[from[i]]!;
        return arguments.AsSpan(0, from.Length);
    }

    /// <summary>Gives all contexts back and forgets all tensors.</summary>
    public void Clear()
    {
        foreach (var (plan, context) in rented) plan.Return(context);
        rented.Clear();
        Array.Clear(cells);
        Array.Clear(arguments);
    }
}
