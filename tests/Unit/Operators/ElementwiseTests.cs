using Frugal.Graphs;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Operators;

/// <summary>Element-wise operators against values computed elsewhere or by definition.</summary>
public sealed class ElementwiseTests
{
    [Theory]
    [InlineData("Erf", 0.5, 0.5204998778130465)]
    [InlineData("Erf", 1, 0.8427007929497149)]
    [InlineData("Erf", -2, -0.9953222650189527)]
    [InlineData("Erf", 1e-10, 1.1283791670955126e-10)]
    [InlineData("Gelu", 1, 0.8413447460685429)]
    [InlineData("Gelu", -1, -0.15865525393145707)]
    [InlineData("Sigmoid", 1, 0.7310585786300049)]
    [InlineData("Sigmoid", -40, 4.248354255291589e-18)]
    [InlineData("Swish", 1, 0.7310585786300049)]
    [InlineData("Softplus", 1, 1.3132616875182228)]
    [InlineData("Softplus", -30, 9.357622968839737e-14)]
    [InlineData("Softplus", 1000, 1000)]
    [InlineData("Softsign", -3, -0.75)]
    [InlineData("Elu", -1, -0.6321205588285577)]
    [InlineData("Elu", -1e-10, -9.9999999995e-11)]
    [InlineData("Celu", -1, -0.6321205588285577)]
    [InlineData("LeakyRelu", -2, -0.02)]
    [InlineData("HardSwish", 1, 0.6666666666666666)]
    [InlineData("HardSigmoid", 1, 0.7)]
    [InlineData("Mish", 1, 0.8650983882673103)]
    [InlineData("ThresholdedRelu", 1, 0)]
    [InlineData("ThresholdedRelu", 1.5, 1.5)]
    public void Functions_have_their_published_values(string op, double x, double expected)
    {
        double y = Run(op, DenseTensor.Scalar(x)).Span<double>()[0];
        // Parameters such as 0.2 and 0.01 are float32 attributes.
        double tolerance = op is "HardSigmoid" or "LeakyRelu" ? 1e-7 : 1e-14;
        Assert.True(Math.Abs(y - expected) <= tolerance * Math.Abs(expected), $"{y:R}");
    }

    [Fact]
    public void Selu_keeps_mean_0_and_variance_1_of_a_standard_normal()
    {
        // Integrals over the density by the midpoint rule.
        double mean = 0, square = 0, step = 1e-3;
        double[] grid = [.. Enumerable.Range(0, 20_000).Select(i => -10 + (i + 0.5) * step)];
        double[] values = Run("Selu", DenseTensor.Vector(grid)).Span<double>().ToArray();
        for (int i = 0; i < grid.Length; i++)
        {
            double weight = Math.Exp(-grid[i] * grid[i] / 2) / Math.Sqrt(2 * Math.PI) * step;
            mean += weight * values[i];
            square += weight * values[i] * values[i];
        }
        Assert.Equal(0, mean, 1e-6);
        Assert.Equal(1, square, 1e-6);
    }

    [Fact]
    public void Round_goes_to_even_and_casts_truncate()
    {
        DenseTensor x = DenseTensor.Vector(0.5, 1.5, 2.5, -0.5, -1.5, -2.7);
        Assert.Equal([0, 2, 2, 0, -2, -3], Run("Round", x).Span<double>().ToArray());
        Assert.Equal([0, 1, 2, 0, -1, -2], Run("Cast", [x], ("to", (long)ElementType.Int32)).Span<int>().ToArray());
    }

    [Fact]
    public void Integer_division_truncates_and_survives_its_edge_cases()
    {
        DenseTensor a = DenseTensor.Vector(-7L, 7, long.MinValue, 5), b = DenseTensor.Vector(2L, -2, -1, 0);
        Assert.Equal([-3, -3, long.MinValue, 0], Run("Div", [a, b]).Span<long>().ToArray());
        Assert.Equal([1, -1, 0, 0], Run("Mod", [a, b]).Span<long>().ToArray());
        Assert.Equal([-1, 1, 0, 0], Run("Mod", [a, b], ("fmod", 1)).Span<long>().ToArray());
    }

    [Fact]
    public void Unsigned_64_bit_integers_are_ordered_as_unsigned()
    {
        DenseTensor a = DenseTensor.Vector(ulong.MaxValue, 1UL), b = DenseTensor.Vector(1UL, ulong.MaxValue);
        Assert.Equal([1, 0], Run("Greater", [a, b]).ToLongs());
        Assert.Equal([ulong.MaxValue, ulong.MaxValue], Run("Max", [a, b]).Span<ulong>().ToArray());
        Assert.Equal([ulong.MaxValue, 0], Run("Div", [a, b]).Span<ulong>().ToArray());
    }

    [Fact]
    public void Exponents_of_another_type_give_the_type_of_the_base()
    {
        DenseTensor power = Run("Pow", [DenseTensor.Vector(2f, -3f), DenseTensor.Vector(3L, 2)]);
        Assert.Equal([8f, 9f], power.Span<float>().ToArray());
        Assert.Equal([1L << 40, -27], Run("Pow", [DenseTensor.Vector(2L, -3), DenseTensor.Vector(40f, 3f)]).Span<long>().ToArray());
    }

    [Fact]
    public void A_NaN_passes_through_maxima_and_not_through_comparisons()
    {
        DenseTensor x = DenseTensor.Vector(double.NaN, 1, double.NaN), y = DenseTensor.Vector(1, double.NaN, double.NaN);
        Assert.All(Run("Max", [x, y]).Span<double>().ToArray(), v => Assert.True(double.IsNaN(v)));
        Assert.Equal([0, 0, 0], Run("GreaterOrEqual", [x, y]).ToLongs());
        Assert.True(double.IsNaN(Run("Relu", x).Span<double>()[0]));
        Assert.True(double.IsNaN(Run("Clip", [x, DenseTensor.Scalar(0.0)]).Span<double>()[0]));
    }

    [Fact]
    public void Shapes_that_cannot_be_broadcast_are_an_error_that_names_the_node()
    {
        var builder = new GraphBuilder(new Graph());
        Value a = builder.Input("a", ElementType.Float32, 3, 4), b = builder.Input("b", ElementType.Float32, 3);
        var error = Assert.Throws<InvalidModelException>(() => builder.Call("Add", a, b));
        Assert.Contains("Add node", error.Message);
        Assert.Contains("[3,4] and [3]", error.Message);
    }

    [Fact]
    public void Integers_of_shapes_are_known_symbolically()
    {
        var builder = new GraphBuilder(new Graph());
        Value x = builder.Input("x", ElementType.Float32, Dimension.Named("N"), 3, 8);
        Value shape = builder.Call("Shape", x);
        Value scaled = builder.Call("Mul", shape, builder.Integers(2, 1, 1));
        Assert.Equal([Dimension.Named("N") * 2, 3, 8], scaled.Known!);
        Assert.Equal([Dimension.Named("N"), 3, 8], builder.Call("Div", scaled, builder.Integers(2, 1, 1)).Known!);
        Assert.Equal([Dimension.Unknown, 4, 9], builder.Call("Add", shape, builder.Integers(1)).Known!);
        Assert.Equal([0, 2, 7], builder.Call("Sub", shape, builder.Call("Where", builder.Call("Equal", shape, shape), builder.Call("Min", builder.Integers(1), builder.Integers(1)), shape)).Known!.Skip(1).Prepend(0));
        // What exporters write for "expand, but keep where −1 stands".
        Value wanted = builder.Integers(-1, 5, -1);
        Value kept = builder.Call("Where", builder.Call("Equal", wanted, builder.Integers(-1)), shape, wanted);
        Assert.Equal([Dimension.Named("N"), 5, 8], kept.Known!);
        Assert.Equal([Dimension.Named("N") * 24], builder.Call("ReduceProd", shape).Known!);
        Assert.Equal([Dimension.Named("N"), 3, 8], builder.Call("Cast", [shape], ("to", (long)ElementType.Int32)).Known!);
    }

    private static DenseTensor Run(string op, DenseTensor x) => Run(op, [x]);

    private static DenseTensor Run(string op, DenseTensor[] inputs, params (string, object)[] attributes)
    {
        var graph = new Graph();
        var builder = new GraphBuilder(graph);
        Value[] values = [.. inputs.Select((t, i) => graph.AddInput($"x{i}", t.Type, SymbolicShape.Of(t.Shape)))];
        builder.Output(builder.Call(op, values, attributes));
        return ReferenceEvaluator.Run(graph, inputs)[0];
    }
}
