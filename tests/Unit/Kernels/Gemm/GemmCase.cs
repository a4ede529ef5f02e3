using Frugal.Kernels;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Kernels;

/// <summary>One product with its operands, its result by a plan and its result by definition in float64.</summary>
internal sealed class GemmCase
{
    private readonly GemmOptions options;
    private readonly int m, n, k, lda, ldb, ldc;
    private readonly InstructionSet set;
    private readonly float[] a, b, c, bias, residual;

    public GemmCase(int m, int n, int k, GemmOptions options, InstructionSet set, ulong seed, int gap = 0)
    {
        (this.m, this.n, this.k, this.options, this.set) = (m, n, k, options, set);
        lda = Math.Max(1, (options.TransposeA ? m : k) + gap);
        ldb = Math.Max(1, (options.TransposeB ? k : n) + (options.ConstantB ? 0 : gap));
        ldc = Math.Max(1, n + gap);
        var stream = new RandomStream(seed);
        a = Values(stream, (options.TransposeA ? k : m) * lda);
        b = Values(stream, (options.TransposeB ? n : k) * ldb);
        c = Values(stream, m * ldc);
        bias = Values(stream, options.Bias switch { BiasKind.PerRow => m, BiasKind.PerColumn => n, _ => 0 });
        residual = options.Residual ? Values(stream, m * ldc) : [];
    }

    public static float[] Values(RandomStream stream, int count)
    {
        var values = new float[count];
        for (int i = 0; i < count; i++) values[i] = (float)stream.NextGaussian();
        return values;
    }

    /// <summary>C with its gaps, tiles in the order of a seeded shuffle (or in their own order).</summary>
    public float[] Run(ulong? shuffle = null)
    {
        var plan = GemmPlan.Create(m, n, k, options, set);
        var given = new Fenced<float>(b, float.NaN);
        if (options.ConstantB) plan.PackB(b, given = new Fenced<float>(plan.PackedBBytes / sizeof(float), float.NaN));
        var order = Enumerable.Range(0, plan.Tiles).ToArray();
        if (shuffle is ulong seed) new RandomStream(seed).Shuffle<int>(order);
        Fenced<float> left = new(a, float.NaN), result = new(c, float.NaN), added = new(bias, float.NaN), residuals = new(residual, float.NaN);
        foreach (int tile in order)
        {
            var scratch = new Fenced<byte>(plan.ScratchBytes, 0xFF);
            plan.RunTile(tile, left, lda, given, ldb, result, ldc, added, residuals, scratch);
            scratch.Values();
        }

        given.Values();
        return result.Values();
    }

    /// <summary>|x − ref| ≤ ε (|ref| + s) everywhere, s the sum of the terms' magnitudes; gaps keep their values.</summary>
    public void Check()
    {
        float[] result = Run();
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                (double expected, double scale) = Expected(i, j);
                double difference = Math.Abs(result[i * ldc + j] - expected);
                if (!(difference <= 1e-6 * (Math.Abs(expected) + scale)))
                    Assert.Fail($"{set} {m}x{n}x{k} {options}: C[{i}, {j}] = {result[i * ldc + j]}, expected {expected}, scale {scale}.");
            }

            for (int j = n; j < ldc; j++) Assert.Equal(c[i * ldc + j], result[i * ldc + j]);
        }
    }

    private (double Value, double Scale) Expected(int i, int j)
    {
        double sum = 0, scale = 0;
        (int start, int step) = options.TransposeA ? (i, lda) : (i * lda, 1);
        (int other, int otherStep) = options.TransposeB ? (j * ldb, 1) : (j, ldb);
        for (int p = 0; p < k; p++)
        {
            double term = (double)options.Alpha * a[start + p * step] * b[other + p * otherStep];
            sum += term;
            scale += Math.Abs(term);
        }

        double rest = options.Accumulate ? c[i * ldc + j] : 0;
        scale += Math.Abs(rest);
        double added = options.Bias == BiasKind.None ? 0 : bias[options.Bias == BiasKind.PerRow ? i : j];
        scale += Math.Abs(added);
        double kept = options.Residual ? residual[i * ldc + j] : 0;
        scale += Math.Abs(kept);
        sum += rest + added + kept;
        return (Activated(options.Epilogue, sum), scale);
    }

    public static double Activated(Epilogue epilogue, double x) => epilogue.Activation switch
    {
        Activation.None => x,
        Activation.Relu => Math.Max(x, 0),
        Activation.Clip => Math.Min(Math.Max(x, epilogue.Low), epilogue.High),
        Activation.LeakyRelu => x < 0 ? epilogue.Low * x : x,
        _ => throw new ArgumentOutOfRangeException(nameof(epilogue)),
    };
}
