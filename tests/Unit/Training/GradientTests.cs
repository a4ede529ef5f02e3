using Frugal.Data;
using Frugal.Graphs;
using Frugal.Tensors;
using Frugal.Tests.Graphs;
using Frugal.Training;
using Xunit;

namespace Frugal.Tests.Training;

/// <summary>The gradients that a trainer uses against finite differences of the loss, which is computed from the reference evaluator's logits in float64.</summary>
[Trait("Instructions", "Forced")]
public sealed class GradientTests
{
    [Fact]
    public void The_gradient_of_every_leaf_is_the_slope_of_the_loss()
    {
        Network network = TrainingSamples.Convolutional(seed: 3);
        ArrayDataSet data = TrainingSamples.Quarters(8);
        var batch = new Batch(InputSpecification.Raw);
        data.Read([0, 1, 2, 3, 4, 5, 6, 7], batch);
        DenseTensor input = batch.InputTensor.Copy();
        int[] labels = batch.Labels.ToArray();

        var gradients = new Dictionary<string, float[]>();
        Trainer trainer = TrainingSamples.Trainer(network, data, new TrainerSettings { BatchSize = 8, Steps = 1, Optimizer = new Sgd { LearningRate = 0 } });
        trainer.AfterStep = context =>
        {
            foreach (string leaf in trainer.TrainedLeaves) gradients[leaf] = context.Gradient(leaf).ToArray();
        };
        trainer.Run(null, TestContext.Current.CancellationToken);

        Assert.Equal(7, gradients.Keys.Count(k => network.Graph.Find(k) is { IsConstant: true } && !k.Contains("mean") && !k.Contains("var")));
        foreach (var (leaf, gradient) in gradients)
        {
            if (leaf.Contains("mean") || leaf.Contains("var")) continue;
            // Along the gradient the slope is its norm; rounding and the kinks of ReLU and max-pool leave a few per mille.
            double norm = Math.Sqrt(gradient.Sum(g => (double)g * g));
            double[] direction = [.. gradient.Select(g => g / norm)];
            const double step = 5e-3;
            double slope = (Loss(network, leaf, direction, step, input, labels) - Loss(network, leaf, direction, -step, input, labels)) / (2 * step);
            Assert.InRange(slope, 0.98 * norm - 1e-4, 1.02 * norm + 1e-4);
        }
    }

    private static double Loss(Network network, string leaf, double[] direction, double step, DenseTensor input, int[] labels)
    {
        Network moved = network.Clone();
        DenseTensor weights = moved.Graph.Find(leaf)!.Constant!.Copy();
        Span<float> values = weights.Span<float>();
        for (int i = 0; i < values.Length; i++) values[i] += (float)(step * direction[i]);
        moved.Graph.SetConstant(moved.Graph.Find(leaf)!, weights);
        float[] logits = Networks.Run(moved, input).Span<float>().ToArray();
        double total = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            double[] row = [.. logits.Skip(i * 4).Take(4).Select(z => (double)z)];
            total += Math.Log(row.Sum(Math.Exp)) - row[labels[i]];
        }
        return total / labels.Length;
    }
}
