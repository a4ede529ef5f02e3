using Frugal.Tensors;

namespace Frugal.Cli.Models;

/// <summary>What the elements of a tensor are like, for people.</summary>
/// <param name="Minimum">The least, or null where elements are no numbers that can be ordered here.</param>
/// <param name="Maximum">The greatest.</param>
/// <param name="Mean">The mean.</param>
/// <param name="First">The first few.</param>
internal sealed record TensorSummary(double? Minimum, double? Maximum, double? Mean, IReadOnlyList<double> First)
{
    private const int Shown = 10;

    public static TensorSummary Of(DenseTensor tensor)
    {
        if (Numbers(tensor) is not { Length: > 0 } numbers) return new TensorSummary(null, null, null, []);
        return new TensorSummary(numbers.Min(), numbers.Max(), numbers.Average(), [.. numbers.Take(Shown)]);
    }

    /// <summary>The elements as numbers; null for types that have none.</summary>
    public static double[]? Numbers(DenseTensor tensor) => tensor.Type switch
    {
        ElementType.Float32 => [.. tensor.Span<float>().ToArray().Select(x => (double)x)],
        ElementType.Float64 => tensor.Span<double>().ToArray(),
        ElementType.Float16 => [.. tensor.Span<Half>().ToArray().Select(x => (double)x)],
        ElementType.Int64 => [.. tensor.Span<long>().ToArray().Select(x => (double)x)],
        ElementType.Int32 => [.. tensor.Span<int>().ToArray().Select(x => (double)x)],
        ElementType.UInt8 => [.. tensor.Span<byte>().ToArray().Select(x => (double)x)],
        ElementType.Int8 => [.. tensor.Span<sbyte>().ToArray().Select(x => (double)x)],
        ElementType.Bool => [.. tensor.Bytes.ToArray().Select(x => (double)x)],
        _ => null,
    };
}
