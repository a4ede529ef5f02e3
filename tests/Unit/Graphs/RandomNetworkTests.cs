using Frugal.Graphs;
using Frugal.Graphs.Passes;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Graphs;

/// <summary>Rewrites of random networks give the same answers.</summary>
public sealed class RandomNetworkTests
{
    private const int Trials = 40;

    [Fact]
    public void Removing_identities_changes_no_bit() => ForEach((seed, network) =>
    {
        int removed = RemoveIdentities.Run(network);
        return (removed, 0);
    });

    [Fact]
    public void Folding_normalisations_moves_answers_by_rounding_only() => ForEach((seed, network) =>
    {
        int folded = FoldBatchNormalization.Run(network);
        network.Graph.RemoveUnused();
        return (folded, 1e-5);
    });

    [Fact]
    public void Frozen_training_form_and_back_changes_no_bit() => ForEach((seed, network) =>
    {
        Network training = TrainingForm.Apply(network, new TrainingFormOptions());
        training.Graph.Check();
        Network back = InferenceForm.Apply(training);
        back.Graph.Check();
        Assert.Equal(Run(network, seed).SelectMany(t => t.ToDoubles()), Run(back, seed).SelectMany(t => t.ToDoubles()));
        return (training.Graph.Nodes.Count(n => n.Operator.Id.Domain.Length > 0), 0);
    });

    [Fact]
    public void Batch_training_form_and_back_changes_no_bit() => ForEach((seed, network) =>
    {
        Network training = TrainingForm.Apply(network, new TrainingFormOptions { BatchNormalization = BatchNormalizationMode.Batch });
        training.Graph.Check();
        Network back = InferenceForm.Apply(training);
        back.Graph.Check();
        Assert.Equal(Run(network, seed).SelectMany(t => t.ToDoubles()), Run(back, seed).SelectMany(t => t.ToDoubles()));
        return (training.Graph.States.Count, 0);
    });

    // Central differences are for operators; here the gradient's nodes must fit together in every surrounding.
    [Theory]
    [InlineData(BatchNormalizationMode.Frozen)]
    [InlineData(BatchNormalizationMode.Batch)]
    public void Training_forms_can_be_differentiated_with_respect_to_all_trainable_weights(BatchNormalizationMode mode)
    {
        for (ulong seed = 0; seed < Trials; seed++)
        {
            Network training = TrainingForm.Apply(RandomNetwork.Of(seed), new TrainingFormOptions { BatchNormalization = mode });
            Graph graph = training.Graph;
            var builder = new GraphBuilder(graph);
            Value loss = builder.Call("ReduceSum", [graph.Outputs[0]], ("keepdims", 0));
            Value[] weights = [.. graph.Initializers.Where(v => v.Type.IsFloatingPoint() && v.Uses.All(u => u.Index < 3))];
            GradientResult gradients = Gradients.Append(training, loss, weights);
            graph.Check();
            var values = new Dictionary<Value, DenseTensor> { [graph.Inputs[0]] = RandomNetwork.Input(seed) };
            ReferenceEvaluator.Run(graph, values);
            foreach (Value weight in weights)
            {
                if (gradients.Of[weight] is not { } gradient) continue;
                Assert.Equal(weight.Shape, gradient.Shape);
                Assert.Equal(weight.Constant!.Shape, values[gradient].Shape);
                Assert.All(values[gradient].ToDoubles(), v => Assert.True(double.IsFinite(v)));
            }
        }
    }

    // The rewrite says how much it did and by how much, relative to the largest answer, answers may move.
    private static void ForEach(Func<ulong, Network, (int Done, double Bound)> rewrite)
    {
        int done = 0;
        for (ulong seed = 0; seed < Trials; seed++)
        {
            Network network = RandomNetwork.Of(seed);
            network.Graph.Check();
            string[] names = [.. network.Graph.Outputs.Select(o => o.Name)];
            DenseTensor[] before = Run(network, seed);
            var (count, bound) = rewrite(seed, network);
            done += count;
            network.Graph.Check();
            Assert.Equal(names, network.Graph.Outputs.Select(o => o.Name));
            DenseTensor[] after = Run(network, seed);
            for (int i = 0; i < before.Length; i++)
            {
                double scale = before[i].ToDoubles().Max(Math.Abs);
                Assert.True(Networks.Distance(before[i], after[i]) <= bound * scale, $"seed {seed}, output {i} moved by {Networks.Distance(before[i], after[i])}");
            }
        }
        Assert.True(done >= Trials / 4, $"only {done} rewrites happened");
    }

    private static DenseTensor[] Run(Network network, ulong seed) => ReferenceEvaluator.Run(network.Graph, [RandomNetwork.Input(seed)]);
}
