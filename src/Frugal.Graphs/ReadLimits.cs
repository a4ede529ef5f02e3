namespace Frugal.Graphs;

/// <summary>Bounds on what a file may ask for, so that a damaged or hostile one cannot exhaust the memory.</summary>
public sealed record ReadLimits
{
    /// <summary>The bounds that are used when none are given.</summary>
    public static ReadLimits Default { get; } = new();

    /// <summary>The largest file, in bytes; an ONNX file cannot exceed 2 GiB without external data.</summary>
    public long MaximumFileBytes { get; init; } = int.MaxValue;

    /// <summary>The most bytes that all tensors together may occupy, external data included. Checked before anything is allocated.</summary>
    public long MaximumTensorBytes { get; init; } = 16L << 30;

    /// <summary>The most nodes, values, attributes and names together.</summary>
    public int MaximumItems { get; init; } = 10_000_000;

    /// <summary>How deep graphs may stand inside nodes of graphs.</summary>
    public int MaximumNesting { get; init; } = 32;
}
