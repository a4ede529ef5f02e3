using Frugal.Compression;
using Frugal.Graphs;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Compression;

public sealed class SensitivityTests
{
    [Fact]
    public void Densities_lose_least_for_so_many_weights_where_the_rises_are_powers()
    {
        // ε(d) = a·d^−2: Lagrange gives 2·a·d^−3 = λ·N, so d ~ (a / N)^(1/3).
        (long N, double A)[] layers = [(500, 2e-4), (25_000, 6e-4), (400_000, 1e-3)];
        Sensitivity sensitivity = Of(layers.Select((l, i) => Layer($"w{i}", l.N, Sensitivity.Densities.Select(d => l.A * Math.Pow(d, -2)))));
        double[] expected = [.. layers.Select(l => Math.Pow(l.A / l.N, 1.0 / 3))];
        double scale = 0.05 * layers.Sum(l => l.N) / layers.Select((l, i) => l.N * expected[i]).Sum();

        IReadOnlyDictionary<string, double> densities = sensitivity.Allocate(0.05);

        for (int i = 0; i < layers.Length; i++) Assert.Equal(Math.Min(1, scale * expected[i]), densities[$"w{i}"], 0.02 * scale * expected[i]);
    }

    [Theory]
    [InlineData(0.02)]
    [InlineData(0.3)]
    public void The_share_that_is_kept_is_the_one_asked_for(double density)
    {
        Sensitivity sensitivity = Of(
        [
            Layer("a", 1000, Sensitivity.Densities.Select(d => 0.01 / d)),
            Layer("b", 50_000, Sensitivity.Densities.Select(d => d > 0.5 ? -1e-4 : 0.3 * Math.Exp(-8 * d))),
        ]);

        IReadOnlyDictionary<string, double> densities = sensitivity.Allocate(density);

        Assert.Equal(density, (1000 * densities["a"] + 50_000 * densities["b"]) / 51_000, 0.02 * density);
        Assert.All(densities.Values, d => Assert.InRange(d, 0.01, 1));
    }

    private static Sensitivity Of(IEnumerable<LayerSensitivity> layers) => new([.. layers]);

    private static LayerSensitivity Layer(string weight, long count, IEnumerable<double> rises) =>
        new(new CompressibleLayer(weight, null, weight, OperatorId.Onnx("Gemm"), new Shape((int)count, 1)), [.. rises]);
}
