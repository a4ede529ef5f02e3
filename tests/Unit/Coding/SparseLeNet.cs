using System.Runtime.InteropServices;
using Frugal.Clustering;
using Frugal.Tensors;

namespace Frugal.Tests.Coding;

/// <summary>The weights of the published sparse LeNet-300-100, shared by exact k-means.</summary>
internal static class SparseLeNet
{
    public sealed record Layer(string Name, DenseTensor Indices, DenseTensor Codebook, int Negatives);

    private static readonly (string Name, int Rows, int Columns)[] Shapes = [("ip1.weight", 300, 784), ("ip2.weight", 100, 300), ("ip3.weight", 10, 100)];

    /// <summary>Index 0 is the zero; the others ascend by value. Skips the calling test where the network is missing.</summary>
    public static Layer[] Layers(int k)
    {
        byte[] file = File.ReadAllBytes(TestData.PathOf("models/lenet300100_dns_sparse.onnx"));
        return [.. Shapes.Select(s => Share(s.Name, WeightsOf(file, s.Name, s.Rows * s.Columns), new Shape(s.Rows, s.Columns), k))];
    }

    /// <summary>The raw data of an initializer stand right after its name: field 9, length-delimited.</summary>
    private static float[] WeightsOf(byte[] file, string name, int count)
    {
        ReadOnlySpan<byte> pattern = System.Text.Encoding.UTF8.GetBytes(name);
        for (int from = 0; ;)
        {
            int at = file.AsSpan(from).IndexOf(pattern);
            Xunit.Assert.True(at >= 0);
            from += at + pattern.Length;
            if (file[from] != 0x4A) continue;
            ulong length = 0;
            int position = from + 1;
            for (int shift = 0; ; shift += 7)
            {
                length |= (ulong)(file[position] & 127) << shift;
                if (file[position++] < 128) break;
            }
            if (length == (ulong)count * 4) return MemoryMarshal.Cast<byte, float>(file.AsSpan(position, count * 4)).ToArray();
        }
    }

    private static Layer Share(string name, float[] weights, Shape shape, int k)
    {
        ScalarClustering clustering = ScalarKMeans.Cluster([.. weights.Where(w => w != 0)], k);
        var indices = new byte[weights.Length];
        for (int i = 0, survivor = 0; i < weights.Length; i++)
            if (weights[i] != 0) indices[i] = (byte)(1 + clustering.Assignment[survivor++]);
        float[] codebook = [0, .. clustering.Centroids.Select(c => (float)(Half)c)];
        return new Layer(name, DenseTensor.From(indices, shape), DenseTensor.Vector(codebook), clustering.Centroids.Count(c => c < 0));
    }
}
