namespace Frugal.Benchmarks.Networks;

/// <summary>Networks whose time goes into the same kind of work.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="Goal">The geometric mean of ratios that is aimed at, batch 1.</param>
internal sealed record NetworkGroup(string Name, double Goal)
{
    public static readonly NetworkGroup Heavy = new("3×3-heavy", 1.5);
    public static readonly NetworkGroup Bottleneck = new("ResNet-50", 1.25);
    public static readonly NetworkGroup Separable = new("1×1 and depthwise", 1.2);
    public static readonly NetworkGroup Sequence = new("sequences", 1.0);
    public static readonly NetworkGroup Tiny = new("tiny", 1.5);

    /// <summary>In the table's order.</summary>
    public static IReadOnlyList<NetworkGroup> All { get; } = [Heavy, Bottleneck, Separable, Sequence, Tiny];
}
