using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Cli.Models;

/// <summary>What the numbers of a tensor are like.</summary>
internal readonly record struct WeightCounts(long Count, long NonZero, long Bytes, long Denormal, long NonFinite)
{
    public static WeightCounts operator +(WeightCounts a, WeightCounts b) =>
        new(a.Count + b.Count, a.NonZero + b.NonZero, a.Bytes + b.Bytes, a.Denormal + b.Denormal, a.NonFinite + b.NonFinite);

    /// <summary>Counts a floating-point tensor; others only by their size.</summary>
    public static WeightCounts Of(DenseTensor tensor)
    {
        if (tensor.Type != ElementType.Float32) return new WeightCounts(tensor.Count, tensor.Count, tensor.ByteCount, 0, 0);
        long nonZero = 0, denormal = 0, nonFinite = 0;
        foreach (float x in tensor.Span<float>())
        {
            if (x != 0) nonZero++;
            if (float.IsSubnormal(x)) denormal++;
            if (!float.IsFinite(x)) nonFinite++;
        }
        return new WeightCounts(tensor.Count, nonZero, tensor.ByteCount, denormal, nonFinite);
    }

    /// <summary>The floating-point initializers of a network together.</summary>
    public static WeightCounts Of(Network network) => network.AllGraphs().SelectMany(g => g.Initializers).Where(v => v.Type.IsFloatingPoint())
        .Aggregate(default(WeightCounts), (sum, v) => sum + Of(v.Constant!));
}
