using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Kernels;
using Frugal.Runtime;
using Frugal.Runtime.OnnxRuntime;
using Frugal.Tensors;
using Frugal.Tests.Operators;
using Frugal.Tests.Runtime.OnnxRuntime;
using Xunit;

namespace Frugal.Tests.Runtime;

/// <summary>Plans with tuned kernels against the reference evaluator, over the table of operator cases.</summary>
[Trait("Instructions", "Forced")]
public sealed class KernelTests
{
    private static readonly WorkerPool Pool = new(2);

    [Theory]
    [MemberData(nameof(OpCases.Names), MemberType = typeof(OpCases), DisableDiscoveryEnumeration = true)]
    public void A_plan_computes_what_the_reference_computes(string name)
    {
        OpCase operatorCase = OpCases.Named(name);
        CaseNetwork network = operatorCase.Network();
        if (operatorCase.DataDependentShape) AssertEqualInStages(operatorCase, network, network.Run());
        else AssertEqual(operatorCase, network, network.Run());
    }

    [Theory]
    [MemberData(nameof(OpCases.DifferentiableNames), MemberType = typeof(OpCases), DisableDiscoveryEnumeration = true)]
    public void A_plan_computes_the_gradients_that_the_reference_computes(string name)
    {
        OpCase operatorCase = OpCases.Named(name);
        CaseNetwork network = operatorCase.Network();
        int[] sources = [.. Enumerable.Range(0, operatorCase.Inputs.Length)
            .Where(i => operatorCase.Inputs[i] is { HasGradient: true, Type: var t } && t.IsFloatingPoint())];
        Value?[] gradients = network.AppendGradient(sources).Gradients;
        Graph graph = network.Network.Graph;
        while (graph.Outputs.Count > 0) graph.RemoveOutput(0);
        foreach (Value? gradient in gradients)
            if (gradient is not null) graph.AddOutput(gradient);
        // The weighted sum of the test is no operator of the table; gradients do not need its value.
        graph.RemoveUnused();
        if (graph.Nodes.Any(n => OperatorTable.Find(n.Operator.Id) is null)) return;
        AssertEqual(operatorCase, network, network.Evaluate(graph.Outputs, network.Tensors));
    }

    private static void AssertEqual(OpCase operatorCase, CaseNetwork network, DenseTensor[] expected)
    {
        DenseTensor[] inputs = [.. network.Network.Graph.Inputs.Select(i => network.Tensors[i])];
        Plan plan = Plan.Compile(network.Network, new PlanOptions { InputShapes = [.. inputs.Select(i => i.Shape)] });
        PlanContext context = plan.Rent();
        for (int repeat = 0; repeat < 2; repeat++) // the second run finds the first one's leavings in the arena
        {
            context.Run(inputs, Pool);
            for (int i = 0; i < expected.Length; i++) AssertClose(operatorCase, plan, expected[i], context.Output(i));
        }
    }

    public static TheoryData<string> RecurrentNames => [.. OpCases.All.Select(c => c.Name).Where(n => n.StartsWith("LSTM", StringComparison.Ordinal) || n.StartsWith("GRU", StringComparison.Ordinal) || n.StartsWith("RNN", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(RecurrentNames), DisableDiscoveryEnumeration = true)]
    public void The_reference_of_recurrent_layers_answers_as_ONNX_Runtime_does(string name)
    {
        OnnxRuntimeNeeded.OrSkip();
        // ONNX Runtime does not compute with the batch first.
        if (name.Contains("batch first", StringComparison.Ordinal)) return;
        OpCase operatorCase = OpCases.Named(name);
        CaseNetwork network = operatorCase.Network();
        using var peer = new OnnxRuntimeSession(OnnxFile.ToBytes(network.Network), new OnnxRuntimeOptions { Threads = 1 });
        DenseTensor[] inputs = [.. network.Network.Graph.Inputs.Select(i => network.Tensors[i])], expected = peer.Run(inputs), actual = network.Run();
        for (int i = 0; i < expected.Length; i++) AssertClose(operatorCase with { Tolerance = 5e-6 }, null, expected[i], actual[i]);
    }

    // What has no one plan runs in a session, a second time from what the first one compiled.
    private static void AssertEqualInStages(OpCase operatorCase, CaseNetwork network, DenseTensor[] expected)
    {
        DenseTensor[] inputs = [.. network.Network.Graph.Inputs.Select(i => network.Tensors[i])];
        Session session = Session.Create(network.Network, new SessionOptions { Pool = Pool });
        for (int repeat = 0; repeat < 2; repeat++)
        {
            DenseTensor[] actual = session.Run(inputs);
            for (int i = 0; i < expected.Length; i++) AssertClose(operatorCase, null, expected[i], actual[i]);
        }
    }

    private static void AssertClose(OpCase operatorCase, Plan? plan, DenseTensor expected, DenseTensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.Equal(expected.Type, actual.Type);
        if (!expected.Type.IsFloatingPoint())
        {
            Assert.True(expected.Type == ElementType.String ? expected.Strings.SequenceEqual(actual.Strings) : expected.Bytes.SequenceEqual(actual.Bytes));
            return;
        }
        double[] e = expected.ToDoubles(), a = actual.ToDoubles();
        double scale = e.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        for (int i = 0; i < e.Length; i++)
        {
            bool same = e[i].Equals(a[i]) || Math.Abs(e[i] - a[i]) <= 4 * operatorCase.Tolerance * (Math.Abs(e[i]) + Math.Max(1, scale));
            Assert.True(same, $"{operatorCase.Name}: element {i} is {a[i]:R}, expected {e[i]:R}; plan: {string.Join("; ", plan?.Describe() ?? ["stages"])}");
        }
    }
}
