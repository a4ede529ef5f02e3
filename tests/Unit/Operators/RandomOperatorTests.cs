using Frugal.Graphs;
using Frugal.Graphs.Passes;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Operators;

/// <summary>Operators that draw random numbers: their distributions, and that a run can be repeated.</summary>
public sealed class RandomOperatorTests
{
    private static readonly OperatorId Normal = OperatorId.Onnx("RandomNormal");

    [Fact]
    public void Normal_and_uniform_numbers_have_the_moments_asked_for()
    {
        double[] normal = Draw("RandomNormal", [], ("shape", new[] { 200, 200 }), ("mean", 3f), ("scale", 2f), ("seed", 1f));
        double[] uniform = Draw("RandomUniform", [], ("shape", new[] { 200, 200 }), ("low", -1f), ("high", 5f), ("seed", 1f));
        // Five standard errors of 40,000 numbers.
        Assert.InRange(normal.Average(), 3 - 0.05, 3 + 0.05);
        Assert.InRange(normal.Select(x => (x - 3) * (x - 3)).Average(), 4 - 0.15, 4 + 0.15);
        Assert.InRange(uniform.Average(), 2 - 0.045, 2 + 0.045);
        Assert.All(uniform, x => Assert.InRange(x, -1, 5));
    }

    [Fact]
    public void A_Bernoulli_draw_follows_each_probability()
    {
        var probabilities = DenseTensor.From([.. Enumerable.Range(0, 30_000).Select(i => new[] { 0f, 0.25f, 1f }[i % 3])], new Shape(30_000));
        double[] draws = Draw("Bernoulli", [probabilities], ("seed", 2f));
        Assert.All(draws.Where((_, i) => i % 3 == 0), x => Assert.Equal(0, x));
        Assert.All(draws.Where((_, i) => i % 3 == 2), x => Assert.Equal(1, x));
        Assert.InRange(draws.Where((_, i) => i % 3 == 1).Average(), 0.25 - 0.022, 0.25 + 0.022);
    }

    [Fact]
    public void A_multinomial_draw_follows_the_unnormalised_probabilities()
    {
        var logits = DenseTensor.From([(float)Math.Log(6), (float)Math.Log(3), (float)Math.Log(1), -1e9f], new Shape(1, 4));
        double[] draws = Draw("Multinomial", [logits], ("sample_size", 20_000), ("seed", 3f));
        Assert.InRange(draws.Count(x => x == 0) / 20_000.0, 0.6 - 0.018, 0.6 + 0.018);
        Assert.InRange(draws.Count(x => x == 1) / 20_000.0, 0.3 - 0.017, 0.3 + 0.017);
        Assert.DoesNotContain(3.0, draws);
    }

    [Fact]
    public void The_same_seed_name_and_step_draw_the_same_numbers_and_another_of_them_draws_others()
    {
        double[] first = At(seed: 1, step: 0);
        Assert.Equal(first, At(seed: 1, step: 0));
        Assert.NotEqual(first, At(seed: 2, step: 0));
        Assert.NotEqual(first, At(seed: 1, step: 1));

        static double[] At(float seed, long step) => SingleNode.Run(Normal, [], 1, NodeAttributes.Of(("shape", new[] { 8 }), ("seed", seed)), step)[0].ToDoubles();
    }

    [Fact]
    public void Random_numbers_are_never_folded_into_constants()
    {
        var network = new Network();
        var builder = new GraphBuilder(network.Graph);
        Value x = builder.Input("x", ElementType.Float32, 3);
        builder.Output(builder.Call("Add", x, builder.Call("Abs", builder.Call("RandomNormal", [], ("shape", new[] { 3 })))));
        FoldConstants.Run(network);
        Assert.Contains(network.Graph.Nodes, n => n.Operator.Id == Normal);
    }

    private static double[] Draw(string op, DenseTensor[] inputs, params (string, object)[] attributes) => SingleNode.Run(op, inputs, attributes).ToDoubles();
}
