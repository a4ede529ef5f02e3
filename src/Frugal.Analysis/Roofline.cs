using Frugal.Graphs;
using Frugal.Kernels;

namespace Frugal.Analysis;

/// <summary>What a machine can reach at best (Williams, Waterman and Patterson 2009, "Roofline: An Insightful Visual Performance Model").</summary>
/// <param name="OperationsPerSecond">Float32 operations a second, a multiply-add counting as two.</param>
/// <param name="BytesPerSecond">Bytes a second to and from memory.</param>
/// <param name="Threads">How many threads were measured.</param>
public sealed record Roofline(double OperationsPerSecond, double BytesPerSecond, int Threads)
{
    /// <summary>Operations a byte above which arithmetic is the limit, below which memory is.</summary>
    public double Ridge => OperationsPerSecond / BytesPerSecond;

    /// <summary>Measures this machine; takes about half a second and 300 MB.</summary>
    public static Roofline Measure(WorkerPool pool) => new(ProcessorPeak.Measure(pool), MemoryBandwidth.Measure(pool), pool.Threads);

    /// <summary>Operations a second that an arithmetic intensity allows.</summary>
    public double Attainable(double intensity) => Math.Min(OperationsPerSecond, intensity * BytesPerSecond);

    /// <summary>
    /// The least milliseconds that a cost can take when each tensor comes from memory once. What stays in a cache can be faster.
    /// </summary>
    public double LeastMilliseconds(OperatorCost cost) =>
        1e3 * Math.Max(2.0 * cost.MultiplyAccumulates / OperationsPerSecond, (cost.BytesRead + cost.BytesWritten) / BytesPerSecond);

    /// <summary>Whether arithmetic limits a cost; else memory does.</summary>
    public bool IsArithmeticBound(OperatorCost cost) =>
        2.0 * cost.MultiplyAccumulates / OperationsPerSecond >= (cost.BytesRead + cost.BytesWritten) / BytesPerSecond;
}
