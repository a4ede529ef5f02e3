using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Analysis;

/// <summary>What the numbers of tensors are like.</summary>
/// <param name="Count">Elements.</param>
/// <param name="NonZero">Elements other than 0.</param>
/// <param name="Bytes">Bytes in memory.</param>
/// <param name="Denormal">Elements that are not 0 and below 1.2e-38, with which some processors compute slowly.</param>
/// <param name="NonFinite">Elements that are NaN or infinite.</param>
public readonly record struct WeightCounts(long Count, long NonZero, long Bytes, long Denormal, long NonFinite)
{
    /// <summary>The share of zeros.</summary>
    public double Sparsity => Count == 0 ? 0 : 1 - (double)NonZero / Count;

    /// <summary>Both together.</summary>
    public static WeightCounts operator +(WeightCounts a, WeightCounts b) =>
        new(a.Count + b.Count, a.NonZero + b.NonZero, a.Bytes + b.Bytes, a.Denormal + b.Denormal, a.NonFinite + b.NonFinite);

    /// <summary>Counts a float32 tensor; others only by their size.</summary>
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

    /// <summary>The floating-point initializers that a node reads.</summary>
    public static WeightCounts Of(Node node) => node.Inputs.OfType<Value>().Where(v => v.IsConstant && v.Type.IsFloatingPoint())
        .Aggregate(default(WeightCounts), (sum, v) => sum + Of(v.Constant!));

    /// <summary>The floating-point initializers of a network, each once.</summary>
    public static WeightCounts Of(Network network) => network.AllGraphs().SelectMany(g => g.Initializers).Where(v => v.Type.IsFloatingPoint())
        .Aggregate(default(WeightCounts), (sum, v) => sum + Of(v.Constant!));
}
