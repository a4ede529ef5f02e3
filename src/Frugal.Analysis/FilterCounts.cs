using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Analysis;

/// <summary>The filters of a convolution or the units of a dense layer, and how many of them are dead.</summary>
/// <param name="Count">Output channels.</param>
/// <param name="Dead">
/// Those whose largest weight is at most a millionth of the layer's largest. They emit a constant; whether that can be removed must be proved where they
/// are removed.
/// </param>
public readonly record struct FilterCounts(int Count, int Dead)
{
    private const float DeadBelow = 1e-6f;

    /// <summary>Counts a node; zeros for operators without filters and for weights that are not constant float32.</summary>
    public static FilterCounts Of(Node node)
    {
        if (node.Input(1) is not { Constant: { Type: ElementType.Float32 } weight } || weight.Shape.Rank < 2) return default;
        return node.Operator.Id.ToString() switch
        {
            "Conv" => OfRows(weight),
            "Gemm" when node.Attributes.Flag("transB", false) => OfRows(weight),
            "Gemm" or "MatMul" when weight.Shape.Rank == 2 => OfColumns(weight),
            _ => default,
        };
    }

    private static FilterCounts OfRows(DenseTensor weight)
    {
        int count = weight.Shape[0], length = weight.Shape.Count == 0 ? 0 : checked((int)(weight.Shape.Count / count));
        var largest = new float[count];
        for (int i = 0; i < count; i++) largest[i] = Largest(weight.Span<float>().Slice(i * length, length));
        return OfLargest(largest);
    }

    private static FilterCounts OfColumns(DenseTensor weight)
    {
        int columns = weight.Shape[1];
        Span<float> elements = weight.Span<float>();
        var largest = new float[columns];
        for (int i = 0; i < elements.Length; i++) largest[i % columns] = Math.Max(largest[i % columns], Math.Abs(elements[i]));
        return OfLargest(largest);
    }

    private static FilterCounts OfLargest(float[] largest)
    {
        float limit = DeadBelow * largest.DefaultIfEmpty().Max();
        return new FilterCounts(largest.Length, largest.Count(x => x <= limit));
    }

    private static float Largest(ReadOnlySpan<float> values)
    {
        float largest = 0;
        foreach (float x in values) largest = Math.Max(largest, Math.Abs(x));
        return largest;
    }
}
