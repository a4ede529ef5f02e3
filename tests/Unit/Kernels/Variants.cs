using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Tests.Kernels;

/// <summary>What the kernel tests share: the variants to run, inputs, and measures of error.</summary>
internal static class Variants
{
    /// <summary>
    /// The supported sets, and AVX-512 in any case: where the processor lacks it, .NET computes its vectors piece by piece, slowly but the same.
    /// </summary>
    public static IReadOnlyList<InstructionSet> All { get; } = [.. InstructionSets.Supported.Append(InstructionSet.Avx512).Distinct()];

    /// <summary>Lengths around all vector widths and blocks.</summary>
    public static IEnumerable<int> Lengths => [.. Enumerable.Range(0, 71), 127, 128, 129, 1023, 1024, 1025, 5000];

    /// <summary>Values that kernels get wrong most easily.</summary>
    public static readonly float[] Special =
    [
        0f, -0f, 1f, -1f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, -float.Epsilon, 1e-40f, -1e-40f,
        1.17549435e-38f, float.MaxValue, float.MinValue, 0.5f, -0.5f, 1.5f, -1.5f, 2.5f, -2.5f, 3f, -3f, 88.7f, 88.73f, -87.4f, -103.9f, -104.1f, 6f, -6f, 1e10f, -1e10f,
    ];

    public static float[] Gaussian(int length, ulong seed, float scale = 1f)
    {
        var stream = new RandomStream(seed);
        var values = new float[length];
        for (int i = 0; i < length; i++) values[i] = scale * (float)stream.NextGaussian();
        return values;
    }

    /// <summary>Gaussian values with every special value strewn in.</summary>
    public static float[] WithSpecial(int length, ulong seed)
    {
        float[] values = Gaussian(length, seed, 3f);
        for (int i = 0; i < length; i++)
            if (i % 3 == 1) values[i] = Special[(i / 3 + (int)seed) % Special.Length];
        return values;
    }

    public static bool[] Flags(int length, ulong seed)
    {
        var stream = new RandomStream(seed);
        var flags = new bool[length];
        for (int i = 0; i < length; i++) flags[i] = (stream.NextUInt32() & 1) == 0;
        return flags;
    }

    /// <summary>The distance to the true value in units in the last place of a float32 near it; infinities and NaN must be met.</summary>
    public static double UlpError(float actual, double expected)
    {
        float rounded = (float)expected;
        if (float.IsNaN(rounded) || float.IsInfinity(rounded) || float.IsNaN(actual) || float.IsInfinity(actual))
            return rounded.Equals(actual) ? 0 : double.PositiveInfinity;
        double ulp = Math.Pow(2, Math.Max(Math.Floor(Math.Log2(Math.Abs(expected))), -126) - 23);
        return Math.Abs(actual - expected) / ulp;
    }

    /// <summary>The bits of the values; all NaN count as one, because their payload depends on the order of an instruction's operands.</summary>
    public static int[] Bits(ReadOnlySpan<float> values)
    {
        var bits = new int[values.Length];
        for (int i = 0; i < bits.Length; i++) bits[i] = BitConverter.SingleToInt32Bits(float.IsNaN(values[i]) ? float.NaN : values[i]);
        return bits;
    }

    /// <summary>Runs a kernel under each instruction set and checks that all give the same bits; returns them.</summary>
    public static float[] SameOnAll(int length, Action<float[]> kernel, string what = "")
    {
        float[]? first = null;
        foreach (InstructionSet set in All)
        {
            var result = new float[length];
            using (new InstructionSetScope(set)) kernel(result);
            if (first is null) first = result;
            else if (!Bits(first).AsSpan().SequenceEqual(Bits(result)))
                Xunit.Assert.Fail($"{what} {set} differs from {All[0]} at {Bits(first).Zip(Bits(result)).ToList().FindIndex(p => p.First != p.Second)}");
        }
        return first!;
    }
}
