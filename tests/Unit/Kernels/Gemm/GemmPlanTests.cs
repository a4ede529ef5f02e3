using Frugal.Kernels;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Kernels;

public sealed class GemmPlanTests
{
    public static TheoryData<InstructionSet> Sets { get; } = [.. InstructionSets.Supported];

    private static GemmOptions Transposed(int bits) =>
        new() { TransposeA = (bits & 1) != 0, TransposeB = (bits & 2) != 0, ConstantB = (bits & 4) != 0 };

    [Theory]
    [MemberData(nameof(Sets))]
    public void Products_of_all_sizes_around_a_tile_equal_the_definition(InstructionSet set)
    {
        int[] sizes = [1, 2, 3, 5, 6, 7, 8, 9, 13, 15, 16, 17, 32, 33];
        foreach (int m in sizes)
        {
            foreach (int n in sizes)
            {
                int k = sizes[(m * 7 + n) % sizes.Length];
                for (int bits = (m + n) % 2; bits < 8; bits += 2) new GemmCase(m, n, k, Transposed(bits), set, (ulong)(m * 100 + n), gap: (m + n) % 3).Check();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Products_of_several_blocks_and_tiles_equal_the_definition(InstructionSet set)
    {
        (int M, int N, int K)[] shapes = [(1, 1, 1000), (1, 300, 784), (300, 1, 784), (64, 10, 600), (200, 70, 300), (175, 33, 515), (7, 300, 357), (2, 3, 5000), (30, 100, 700)];
        foreach (var (m, n, k) in shapes)
        {
            for (int bits = 0; bits < 8; bits++) new GemmCase(m, n, k, Transposed(bits), set, 5, gap: 3).Check();
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Random_combinations_of_options_equal_the_definition(InstructionSet set)
    {
        for (ulong seed = 0; seed < 200; seed++) Random(set, seed).Check();
    }

    private static GemmCase Random(InstructionSet set, ulong seed)
    {
        var stream = new RandomStream(seed).Split("shape");
        int Below(int limit) => (int)(stream.NextUInt32() % (uint)limit);
        var options = new GemmOptions
        {
            TransposeA = Below(2) == 0,
            TransposeB = Below(2) == 0,
            ConstantB = Below(2) == 0,
            Alpha = Below(3) == 0 ? 0.7f : 1,
            Accumulate = Below(3) == 0,
            Bias = (BiasKind)Below(3),
            Residual = Below(3) == 0,
            Epilogue = Below(4) switch { 0 => Epilogue.None, 1 => Epilogue.Relu, 2 => Epilogue.Clip(-0.5f, 2), _ => Epilogue.LeakyRelu(0.1f) },
        };
        bool row = Below(8) == 0, column = Below(8) == 0;
        return new GemmCase(row ? 1 : 1 + Below(70), column ? 1 : 1 + Below(70), Below(10) == 0 ? 300 + Below(600) : 1 + Below(90), options, set, seed, Below(4));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Tiles_give_the_same_bits_in_any_order(InstructionSet set)
    {
        for (int bits = 0; bits < 8; bits++)
        {
            var product = new GemmCase(180, 130, 700, Transposed(bits), set, 9);
            Assert.Equal(product.Run(), product.Run(shuffle: 3));
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void A_sum_of_no_terms_is_the_bias(InstructionSet set)
    {
        foreach (int m in new[] { 1, 5 })
        {
            foreach (int n in new[] { 1, 40 })
                new GemmCase(m, n, 0, new() { Bias = BiasKind.PerColumn, Epilogue = Epilogue.Relu }, set, 1).Check();
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void An_empty_result_has_no_tiles(InstructionSet set)
    {
        Assert.Equal(0, GemmPlan.Create(0, 5, 5, GemmOptions.Default, set).Tiles);
        Assert.Equal(0, GemmPlan.Create(5, 0, 5, GemmOptions.Default, set).Tiles);
        Assert.Equal(0, GemmPlan.Create(1, 0, 5, GemmOptions.Default, set).Tiles);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void The_residual_may_be_the_result_itself(InstructionSet set)
    {
        const int m = 9, n = 20, k = 700;
        var stream = new RandomStream(4);
        float[] a = GemmCase.Values(stream, m * k), b = GemmCase.Values(stream, k * n), c = GemmCase.Values(stream, m * n);
        var apart = new float[m * n];
        var plan = GemmPlan.Create(m, n, k, new() { Residual = true }, set);
        var scratch = new byte[plan.ScratchBytes];
        for (int tile = 0; tile < plan.Tiles; tile++) plan.RunTile(tile, a, k, b, n, apart, n, [], c, scratch);
        for (int tile = 0; tile < plan.Tiles; tile++) plan.RunTile(tile, a, k, b, n, c, n, [], c, scratch);
        Assert.Equal(apart, c);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Not_a_number_and_infinity_reach_exactly_the_results_that_use_them(InstructionSet set)
    {
        foreach (int m in new[] { 1, 13 })
        {
            foreach (var epilogue in new[] { Epilogue.None, Epilogue.Relu, Epilogue.Clip(-1, 1), Epilogue.LeakyRelu(0.1f) })
            {
                const int n = 37, k = 19;
                var stream = new RandomStream(4);
                float[] a = GemmCase.Values(stream, m * k), b = GemmCase.Values(stream, k * n), c = new float[m * n];
                b[5 * n + 20] = float.NaN;
                b[7 * n + 36] = float.PositiveInfinity;
                for (int i = 0; i < m; i++) a[i * k + 7] = 1;
                var plan = GemmPlan.Create(m, n, k, new() { Epilogue = epilogue }, set);
                for (int tile = 0; tile < plan.Tiles; tile++) plan.RunTile(tile, a, k, b, n, c, n, [], [], new byte[plan.ScratchBytes]);
                for (int i = 0; i < m; i++)
                {
                    for (int j = 0; j < n; j++) Assert.Equal(j == 20, float.IsNaN(c[i * n + j]));
                    Assert.Equal(epilogue.Activation == Activation.Clip ? 1 : float.PositiveInfinity, c[i * n + 36]);
                }
            }
        }
    }

    [Fact]
    public void Memory_that_is_too_small_is_refused()
    {
        var plan = GemmPlan.Create(4, 4, 4, GemmOptions.Default);
        Assert.Throws<ArgumentException>(() => plan.RunTile(0, new float[15], 4, new float[16], 4, new float[16], 4, [], [], new byte[plan.ScratchBytes]));
        Assert.Throws<ArgumentException>(() => plan.RunTile(0, new float[16], 4, new float[16], 4, new float[15], 4, [], [], new byte[plan.ScratchBytes]));
        Assert.Throws<ArgumentException>(() => plan.RunTile(0, new float[16], 4, new float[16], 4, new float[16], 4, [], [], new byte[8]));
    }

    [Fact]
    public void The_packed_form_does_not_depend_on_the_number_of_rows()
    {
        var stream = new RandomStream(1);
        float[] b = GemmCase.Values(stream, 50 * 70);
        float[] Packed(int m)
        {
            var plan = GemmPlan.Create(m, 70, 50, new() { ConstantB = true });
            var packed = new float[plan.PackedBBytes / sizeof(float)];
            plan.PackB(b, packed);
            return packed;
        }

        Assert.Equal(Packed(1), Packed(1000));
    }
}
