using Frugal.Tensors;

namespace Frugal.Analysis;

/// <summary>An initializer that is not the same in two networks.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Before">Type and shape in the first network; null: it is new.</param>
/// <param name="After">Type and shape in the second; null: it is gone.</param>
/// <param name="CountsBefore">What its elements are like in the first.</param>
/// <param name="CountsAfter">And in the second.</param>
/// <param name="Changed">Elements that differ; null where type or shape do.</param>
/// <param name="RelativeError">‖b − a‖ / ‖a‖ for float32 of one shape; null otherwise.</param>
public sealed record WeightChange(string Name, string? Before, string? After, WeightCounts CountsBefore, WeightCounts CountsAfter, long? Changed, double? RelativeError)
{
    internal static WeightChange Of(string name, DenseTensor? a, DenseTensor? b)
    {
        long? changed = null;
        double? error = null;
        if (a is { Type: ElementType.Float32 } && b is { Type: ElementType.Float32 } && a.Shape == b.Shape)
        {
            Span<float> x = a.Span<float>(), y = b.Span<float>();
            double difference = 0, size = 0;
            changed = 0;
            for (int i = 0; i < x.Length; i++)
            {
                if (BitConverter.SingleToInt32Bits(x[i]) != BitConverter.SingleToInt32Bits(y[i])) changed++;
                difference += ((double)y[i] - x[i]) * ((double)y[i] - x[i]);
                size += (double)x[i] * x[i];
            }
            error = size > 0 ? Math.Sqrt(difference / size) : null;
        }
        return new WeightChange(name, a?.ToString(), b?.ToString(), a is null ? default : WeightCounts.Of(a), b is null ? default : WeightCounts.Of(b), changed, error);
    }
}
