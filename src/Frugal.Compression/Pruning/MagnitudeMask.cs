using Frugal.Tensors;

namespace Frugal.Compression;

/// <summary>Keeps the weights of largest magnitude, by count and not by threshold, so that ties cannot remove too many.</summary>
internal static class MagnitudeMask
{
    /// <summary>A mask that keeps a share of a tensor's weights; ties go to the lower index.</summary>
    public static DenseTensor Keep(DenseTensor weights, double density)
    {
        DenseTensor mask = DenseTensor.Zeros(ElementType.Bool, weights.Shape);
        Keep(weights.Span<float>(), density, mask.Bytes);
        return mask;
    }

    /// <summary>Writes a mask that keeps a share of the weights, at least one of them.</summary>
    public static void Keep(ReadOnlySpan<float> weights, double density, Span<byte> mask)
    {
        int kept = Math.Clamp((int)Math.Floor(density * weights.Length + 0.5), 1, weights.Length);
        float threshold = KthLargestMagnitude(weights, kept);
        int above = 0;
        foreach (float w in weights)
        {
            if (float.IsNaN(w)) throw new CompressionException("A weight is NaN; a network with such weights cannot be pruned.");
            if (Math.Abs(w) > threshold) above++;
        }
        int ties = kept - above;
        for (int i = 0; i < weights.Length; i++)
        {
            float magnitude = Math.Abs(weights[i]);
            bool keep = magnitude > threshold || (magnitude == threshold && ties-- > 0);
            mask[i] = keep ? (byte)1 : (byte)0;
        }
    }

    private static float KthLargestMagnitude(ReadOnlySpan<float> weights, int k)
    {
        float[] magnitudes = new float[weights.Length];
        for (int i = 0; i < magnitudes.Length; i++) magnitudes[i] = Math.Abs(weights[i]);
        Array.Sort(magnitudes);
        return magnitudes[^k];
    }
}
