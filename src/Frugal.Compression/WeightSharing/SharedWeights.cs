using Frugal.Clustering;
using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Compression;

/// <summary>Makes codebooks and indices of weight tensors.</summary>
internal static class SharedWeights
{
    /// <summary>
    /// Replaces one tensor by a codebook and indices. Zeros keep their place as entry 0, which is never trained; the other weights share so many
    /// levels, fewer where there are fewer distinct values. A tensor of zeros only gets a codebook of one zero.
    /// </summary>
    /// <returns>The sum of squared changes.</returns>
    public static double Share(Network network, string weight, int levels, ScalarKMeansStart start, RandomStream random)
    {
        DenseTensor tensor = Visible(network, weight);
        ReadOnlySpan<float> values = tensor.Span<float>();
        bool hasZeros = values.Contains(0f);
        float[] survivors = hasZeros ? values.ToArray().Where(v => v != 0).ToArray() : values.ToArray();
        ScalarClustering clusters = ScalarKMeans.Cluster(survivors, levels, default, start, random);
        float[] codebook = [.. hasZeros ? [0f] : Array.Empty<float>(), .. clusters.Centroids.Select(c => (float)c)];
        int first = hasZeros ? 1 : 0, survivor = 0;
        var indices = DenseTensor.Zeros(codebook.Length <= 256 ? ElementType.UInt8 : ElementType.UInt16, tensor.Shape);
        for (int i = 0; i < values.Length; i++)
        {
            int index = hasZeros && values[i] == 0 ? 0 : clusters.Assignment[survivor++] + first;
            if (indices.Type == ElementType.UInt8) indices.Bytes[i] = (byte)index;
            else indices.Span<ushort>()[i] = (ushort)index;
        }
        WeightExpression.AddLookup(network, weight, DenseTensor.Vector(codebook), indices, hasZeros);
        return clusters.Cost;
    }

    /// <summary>Rounds every codebook to float16, where the value fits, so that it is stored in half the room.</summary>
    public static Network RoundCodebooks(Network network)
    {
        Network rounded = network.Clone();
        foreach (Node node in rounded.Graph.Nodes)
        {
            if (node.Operator.Id != OperatorId.Frugal("Lookup") || node.Inputs[0] is not { Constant: { } codebook } leaf) continue;
            float[] values = [.. codebook.Span<float>().ToArray().Select(v => (float)(Half)v is var half && float.IsFinite(half) && (half != 0 || v == 0) ? half : v)];
            rounded.Graph.SetConstant(leaf, DenseTensor.From(values, codebook.Shape));
        }
        return rounded;
    }

    /// <summary>The weights as the network sees them: zeros under a mask.</summary>
    public static DenseTensor Visible(Network network, string weight)
    {
        DenseTensor tensor = network.Graph.Find(weight)!.Constant!;
        return WeightExpression.Mask(network, weight) is { } mask ? WeightExpression.Select(tensor, mask) : tensor;
    }
}
