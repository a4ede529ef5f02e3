using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Tests.Conformance;

/// <summary>Compares tensors as the suites ask: floating-point numbers within 1e-3 relative and 1e-7 absolute, all else exactly; types and shapes too.</summary>
internal static class TensorComparison
{
    /// <summary>What differs, or null.</summary>
    public static string? Difference(DenseTensor expected, DenseTensor actual, double relative = 1e-3, double absolute = 1e-7)
    {
        if (KindDifference(expected, actual) is { } kind) return kind;
        if (expected.Type.IsContainer()) return Items(expected, actual, relative, absolute);
        if (expected.Type == ElementType.String) return Strings(expected, actual);
        if (!expected.Type.IsFloatingPoint()) return Integers(expected.ToLongs(), actual.ToLongs());
        double[] e = expected.ToDoubles(), a = actual.ToDoubles();
        for (int i = 0; i < e.Length; i++)
        {
            bool equal = e[i].Equals(a[i]) || Math.Abs(e[i] - a[i]) <= absolute + relative * Math.Abs(e[i]);
            if (!equal) return $"element {i} of {expected} is {a[i]:R}, should be {e[i]:R}";
        }
        return null;
    }

    private static string? Items(DenseTensor expected, DenseTensor actual, double relative, double absolute)
    {
        if (expected.Items.Count != actual.Items.Count) return $"is {actual}, should be {expected}";
        return expected.Items.Select((e, i) => Difference(e, actual.Items[i], relative, absolute)).FirstOrDefault(d => d is not null);
    }

    /// <summary>How element type or shape differ, or null.</summary>
    public static string? KindDifference(DenseTensor expected, DenseTensor actual) =>
        expected.Type == actual.Type && expected.Shape == actual.Shape ? null : $"is {actual}, should be {expected}";

    private static string? Integers(long[] expected, long[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
            if (expected[i] != actual[i]) return $"element {i} of {expected.Length} is {actual[i]}, should be {expected[i]}";
        return null;
    }

    private static string? Strings(DenseTensor expected, DenseTensor actual)
    {
        for (int i = 0; i < expected.Strings.Length; i++)
            if (expected.Strings[i] != actual.Strings[i]) return $"element {i} is '{actual.Strings[i]}', should be '{expected.Strings[i]}'";
        return null;
    }
}
