using Frugal.Kernels;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Kernels;

public sealed class SkippingGemmPlanTests
{
    public static TheoryData<InstructionSet> Sets { get; } = [.. InstructionSets.Supported];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Products_equal_the_definition_at_any_density(InstructionSet set)
    {
        (int M, int N, int K)[] sizes = [(1, 1, 1), (7, 5, 3), (30, 17, 9), (50, 130, 33), (33, 97, 70), (26, 128, 100), (49, 203, 18)];
        ulong seed = 0;
        foreach (var (m, n, k) in sizes)
            foreach (double density in (double[])[0, 0.02, 0.3, 0.59, 1])
                foreach (bool transposeA in (bool[])[false, true]) Check(m, n, k, transposeA, density, set, seed++);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void A_factor_that_is_not_a_number_is_not_skipped(InstructionSet set)
    {
        float[] a = new float[30 * 20], b = new float[20 * 40];
        a[3 * 20 + 4] = float.NaN;
        float[] c = Product(SkippingGemmPlan.Create(30, 40, 20, false, set), a, b, 30 * 40);
        for (int i = 0; i < c.Length; i++) Assert.Equal(i / 40 == 3, float.IsNaN(c[i]));
    }

    private static void Check(int m, int n, int k, bool transposeA, double density, InstructionSet set, ulong seed)
    {
        var random = new RandomStream(seed);
        float[] a = Variants.Gaussian(m * k, seed), b = Variants.Gaussian(k * n, seed + 1000);
        foreach (ref float value in a.AsSpan())
            if (random.NextDouble() >= density) value = 0;
        float[] c = Product(SkippingGemmPlan.Create(m, n, k, transposeA, set), a, b, m * n);
        for (int i = 0; i < m; i++)
            for (int j = 0; j < n; j++)
            {
                double sum = 0, scale = 0;
                for (int p = 0; p < k; p++)
                {
                    double term = (double)(transposeA ? a[p * m + i] : a[i * k + p]) * b[p * n + j];
                    sum += term;
                    scale += Math.Abs(term);
                }

                Assert.True(Math.Abs(c[i * n + j] - sum) <= 1e-5 * scale, $"{m}x{n}x{k}, Aᵀ {transposeA}, density {density}, {set}, seed {seed}: [{i}, {j}] is {c[i * n + j]}, not {sum}");
            }
    }

    private static float[] Product(SkippingGemmPlan plan, float[] a, float[] b, int length)
    {
        Fenced<float> left = new(a, float.NaN), right = new(b, float.NaN), result = new(length, float.NaN);
        for (int tile = plan.Tiles - 1; tile >= 0; tile--)
        {
            var scratch = new Fenced<byte>(plan.ScratchBytes, 0xFF);
            plan.RunTile(tile, left, right, result, scratch);
            scratch.Values();
        }

        return result.Values();
    }
}
