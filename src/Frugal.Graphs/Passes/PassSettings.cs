namespace Frugal.Graphs.Passes;

/// <summary>What passes may do.</summary>
public sealed record PassSettings
{
    /// <summary>What is used when nothing else is said.</summary>
    public static PassSettings Default { get; } = new();

    /// <summary>Whether an operator may be brought in with some attributes that the network does not have yet. Default: any that Frugal knows.</summary>
    public Func<OperatorId, NodeAttributes, bool> Offers { get; init; } = (id, _) => OperatorTable.Find(id) is not null;

    /// <summary>
    /// Removing dead channels leaves a multiple of this number where more were there: kernels that work on blocks of channels lose more by a torn block than dead channels cost.
    /// </summary>
    public int ChannelMultiple { get; init; } = 1;

    /// <summary>How many bytes initializers may grow by folding constants.</summary>
    public long MaximumGrowth { get; init; } = FoldConstants.DefaultMaximumGrowth;

    /// <summary>Whether compressed weights are folded too, at any size.</summary>
    public bool WeightExpressions { get; init; }

    /// <summary>After this time no further pass begins; what has been done stays. Default: no limit.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>What a run of a network costs, measured before and after each pass that did something; null: not measured.</summary>
    public Func<Network, long>? Work { get; init; }

    /// <summary>Settings under which only operators come in that ONNX's own domain has at an operator-set version, so that a file need not rise above it.</summary>
    public static PassSettings ForOpset(int opset) =>
        new() { Offers = (id, _) => id.Domain.Length == 0 && OperatorTable.Find(id) is { } op && op.SinceVersion <= opset };
}
