using Frugal.Graphs;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Operators;

/// <summary>What must hold for every case of the table.</summary>
public sealed class OpCaseTests
{
    [Theory]
    [MemberData(nameof(OpCases.Names), MemberType = typeof(OpCases), DisableDiscoveryEnumeration = true)]
    public void Inference_agrees_with_what_the_reference_computes(string name)
    {
        OpCase operatorCase = OpCases.Named(name);
        CaseNetwork network = operatorCase.Network();
        network.Network.Graph.Check();
        AssertInferred(operatorCase, network, batch: null);
    }

    [Theory]
    [MemberData(nameof(OpCases.Names), MemberType = typeof(OpCases), DisableDiscoveryEnumeration = true)]
    public void Inference_carries_a_symbolic_batch_through(string name)
    {
        OpCase operatorCase = OpCases.Named(name);
        InputDomain? batched = Array.Find(operatorCase.Inputs, i => i.BatchAxis is not null);
        if (batched is null) return;
        AssertInferred(operatorCase, operatorCase.Network(symbolic: true), batched.Shape[batched.BatchAxis!.Value]);
    }

    [Theory]
    [MemberData(nameof(OpCases.DifferentiableNames), MemberType = typeof(OpCases), DisableDiscoveryEnumeration = true)]
    public void Gradients_agree_with_central_differences(string name)
    {
        OpCase operatorCase = OpCases.Named(name);
        CaseNetwork network = operatorCase.Network(float64: true);
        int[] sources = Sources(operatorCase);
        Assert.NotEmpty(sources);
        var (loss, gradients) = network.AppendGradient(sources);
        network.Network.Graph.Check();
        AssertGradients(operatorCase, network, sources, loss, gradients);
    }

    [Theory]
    [MemberData(nameof(OpCases.TwiceDifferentiableNames), MemberType = typeof(OpCases), DisableDiscoveryEnumeration = true)]
    public void Second_gradients_agree_with_central_differences(string name)
    {
        OpCase operatorCase = OpCases.Named(name);
        CaseNetwork network = operatorCase.Network(float64: true);
        int[] sources = Sources(operatorCase);
        Value[] first = [.. network.AppendGradient(sources).Gradients.OfType<Value>()];
        Shape[] shapes = [.. network.Evaluate(first, network.Tensors).Select(t => t.Shape)];
        var (loss, gradients) = network.AppendGradient(first, shapes, [.. sources.Select(i => network.Inputs[i])], seed: 2);
        AssertGradients(operatorCase, network, sources, loss, gradients);
    }

    [Theory]
    [MemberData(nameof(OpCases.DifferentiableNames), MemberType = typeof(OpCases), DisableDiscoveryEnumeration = true)]
    public void Gradients_have_the_inferred_shape_and_type_of_their_input_under_a_symbolic_batch(string name)
    {
        OpCase operatorCase = OpCases.Named(name);
        CaseNetwork network = operatorCase.Network(symbolic: true);
        int[] sources = Sources(operatorCase);
        Value?[] gradients = network.AppendGradient(sources).Gradients;
        for (int i = 0; i < sources.Length; i++)
        {
            if (gradients[i] is not { } gradient) continue;
            Assert.Equal(network.Inputs[sources[i]].Type, gradient.Type);
            Assert.Equal(network.Inputs[sources[i]].Shape, gradient.Shape);
        }
    }

    [Fact]
    public void Every_operator_stands_in_a_case()
    {
        // Upsample and Scatter become Resize and ScatterElements when they are read, so that no network in memory has them.
        var used = new HashSet<OperatorId> { OperatorId.Onnx("Upsample"), OperatorId.Onnx("Scatter") };
        foreach (OpCase operatorCase in OpCases.All)
        {
            CaseNetwork network = operatorCase.Network();
            if (operatorCase.Gradient != GradientCheck.None) network.AppendGradient(Sources(operatorCase));
            used.UnionWith(network.Network.Graph.Nodes.Select(n => n.Operator.Id));
        }
        Assert.Equal("", string.Join(", ", OperatorTable.Operators.Select(o => o.Id).Except(used)));
    }

    private static int[] Sources(OpCase operatorCase) =>
        [.. Enumerable.Range(0, operatorCase.Inputs.Length).Where(i => operatorCase.Inputs[i] is { HasGradient: true, Type: var t } && t.IsFloatingPoint())];

    private static void AssertInferred(OpCase operatorCase, CaseNetwork network, int? batch)
    {
        DenseTensor[] results = network.Run();
        for (int i = 0; i < results.Length; i++)
        {
            Value output = network.Network.Graph.Outputs[i];
            Assert.Equal(results[i].Type, output.Type);
            if (operatorCase.DataDependentShape && output.Shape is null) continue;
            Assert.NotNull(output.Shape);
            Assert.Equal(results[i].Shape.Rank, output.Shape.Rank);
            for (int axis = 0; axis < output.Shape.Rank; axis++)
            {
                if (operatorCase.DataDependentShape && output.Shape[axis].IsUnknown) continue;
                Assert.True(Substitute(output.Shape[axis], batch) == results[i].Shape[axis], $"output {i} is {results[i].Shape}, inferred {output.Shape}");
            }
            if (output.Known is { } known)
                Assert.All(known.Zip(results[i].ToLongs()), pair => Assert.True(pair.First.IsUnknown || Substitute(pair.First, batch) == pair.Second));
        }
    }

    private static long? Substitute(Dimension dimension, int? batch) =>
        dimension.IsUnknown ? null : dimension.IsNumber ? dimension.Number : dimension.Symbol == "N" ? dimension.Coefficient * batch : null;

    // Step and error of methods for gradient checks: h = 1e-6 max(1, |x|), relative error 1e-7 and 1e-9 for the rounding of the difference.
    private static void AssertGradients(OpCase operatorCase, CaseNetwork network, int[] sources, Value loss, Value?[] gradients)
    {
        DenseTensor[] computed = network.Evaluate(gradients.OfType<Value>(), network.Tensors);
        int next = 0;
        for (int s = 0; s < sources.Length; s++)
        {
            Value input = network.Inputs[sources[s]];
            DenseTensor x = network.Tensors[input];
            double[] analytic = gradients[s] is null ? new double[x.Count] : computed[next].ToDoubles();
            if (gradients[s] is not null) Assert.Equal(x.Shape, computed[next++].Shape);
            for (int i = 0; i < analytic.Length; i++)
            {
                double numeric = CentralDifference(network, input, i, loss);
                double allowed = 1e-9 + operatorCase.GradientTolerance * (Math.Abs(analytic[i]) + Math.Abs(numeric));
                Assert.True(Math.Abs(analytic[i] - numeric) <= allowed,
                    $"input {sources[s]}, element {i}: gradient {analytic[i]:R}, central difference {numeric:R}");
            }
        }
    }

    private static double CentralDifference(CaseNetwork network, Value input, int element, Value loss)
    {
        DenseTensor x = network.Tensors[input];
        double value = x.Span<double>()[element];
        double step = 1e-6 * Math.Max(1, Math.Abs(value));
        return (LossAt(value + step) - LossAt(value - step)) / ((value + step) - (value - step));

        double LossAt(double moved)
        {
            DenseTensor changed = x.Copy();
            changed.Span<double>()[element] = moved;
            var tensors = new Dictionary<Value, DenseTensor>(network.Tensors) { [input] = changed };
            return network.Evaluate([loss], tensors)[0].Span<double>()[0];
        }
    }
}
