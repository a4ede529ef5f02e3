using Frugal.Tensors;

namespace Frugal.Analysis;

/// <summary>One output of two networks on the same inputs.</summary>
/// <param name="Name">Its name in the first network.</param>
/// <param name="Before">Type and shape in the first network.</param>
/// <param name="After">And in the second.</param>
/// <param name="LargestDifference">max |b − a|; null where they cannot be compared.</param>
/// <param name="RelativeError">‖b − a‖ / ‖a‖; null where they cannot be compared.</param>
public sealed record OutputChange(string Name, string Before, string After, double? LargestDifference, double? RelativeError)
{
    internal static OutputChange Of(string name, DenseTensor a, DenseTensor b)
    {
        if (a.Type != ElementType.Float32 || b.Type != ElementType.Float32 || a.Shape != b.Shape)
        {
            bool same = a.Type == b.Type && a.Shape == b.Shape && a.Bytes.SequenceEqual(b.Bytes);
            return new OutputChange(name, a.ToString(), b.ToString(), same ? 0 : null, same ? 0 : null);
        }
        double largest = 0, difference = 0, size = 0;
        Span<float> x = a.Span<float>(), y = b.Span<float>();
        for (int i = 0; i < x.Length; i++)
        {
            double d = (double)y[i] - x[i];
            largest = Math.Max(largest, Math.Abs(d));
            difference += d * d;
            size += (double)x[i] * x[i];
        }
        return new OutputChange(name, a.ToString(), b.ToString(), largest, size > 0 ? Math.Sqrt(difference / size) : difference == 0 ? 0 : null);
    }
}
