using Frugal.Training;
using Xunit;

namespace Frugal.Tests.Training;

/// <summary>The check table of the update rules: w = 1, gradients 0.5, −0.25, 0.1, rate 0.1, computed in double precision by hand of the formulas.</summary>
[Trait("Instructions", "Forced")]
public sealed class OptimizerTests
{
    private static readonly float[] Gradients = [0.5f, -0.25f, 0.1f];

    public static TheoryData<string, double[]> Table => new()
    {
        { "momentum", [.95, .93, .902] },
        { "nesterov", [.905, .912, .8768] },
        { "momentum, decay", [.949, .927151, .896559749] },
        { "adam", [.900000002, .8733662987, .8418419430] },
        { "adam, L2", [.900000002, .8712293476, .8372923664] },
        { "adamw", [.899000002, .8714672987, .8390714757] },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Three_steps_give_the_tabulated_weights(string name, double[] expected)
    {
        Optimizer optimizer = name switch
        {
            "momentum" => new Sgd { LearningRate = 0.1 },
            "nesterov" => new Sgd { LearningRate = 0.1, Nesterov = true },
            "momentum, decay" => new Sgd { LearningRate = 0.1, WeightDecay = 0.01 },
            "adam" => new Adam { LearningRate = 0.1 },
            "adam, L2" => new Adam { LearningRate = 0.1, WeightDecay = 0.01 },
            _ => new Adam { LearningRate = 0.1, WeightDecay = 0.01, Decoupled = true },
        };
        // Nineteen weights, so that whole vectors and their rest are both used.
        var weights = new float[19];
        var first = new float[19];
        var second = new float[19];
        Array.Fill(weights, 1);
        for (int step = 0; step < expected.Length; step++)
        {
            var gradient = new float[19];
            Array.Fill(gradient, Gradients[step]);
            optimizer.Update(new OptimizerRange
            {
                Weights = weights,
                Gradient = gradient,
                FirstMoment = first,
                SecondMoment = second,
                LearningRate = optimizer.LearningRate,
                WeightDecay = optimizer.WeightDecay,
                Step = step,
            });
            Assert.All(weights, w => Assert.InRange(w, expected[step] - 4e-7, expected[step] + 4e-7));
        }
    }

    [Fact]
    public void L1_moves_a_weight_without_gradient_towards_zero()
    {
        float[] weights = [1, -1, 0], velocity = new float[3];
        new Sgd { LearningRate = 0.5, L1 = 0.1, Momentum = 0 }.Update(new OptimizerRange
        {
            Weights = weights, Gradient = new float[3], FirstMoment = velocity, LearningRate = 0.5, L1 = 0.1,
        });
        Assert.Equal([0.95f, -0.95f, 0f], weights);
    }
}
