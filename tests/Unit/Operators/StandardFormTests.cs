using Frugal.Graphs;
using Frugal.Graphs.Passes;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Operators;

/// <summary>Operators of Frugal's own written as standard ONNX.</summary>
public sealed class StandardFormTests
{
    private static readonly string[] Exported = ["Mask", "Lookup", "FakeQuantize", "Binarize", "Ternarize", "ai.frugal.MatMul"];

    /// <summary>The cases of operators that can stand in a saved network.</summary>
    public static TheoryData<string> Cases =>
    [
        .. OpCases.All.Where(c => Exported.Contains(c.Name.Split(',')[0]) && !c.Name.Contains("sumBatch 1")).Select(c => c.Name),
        "Softmax, flattened", "LogSoftmax, flattened",
    ];

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void The_standard_form_computes_the_same(string name)
    {
        CaseNetwork network = OpCases.Named(name).Network();
        DenseTensor[] before = network.Run();
        string[] names = [.. network.Network.Graph.Outputs.Select(o => o.Name)];
        Assert.Equal(1, StandardForm.Run(network.Network));
        network.Network.Graph.Check();
        Assert.DoesNotContain(network.Network.Graph.Nodes, n => n.Operator.Id.Domain == OperatorId.FrugalDomain || n.Attributes.Has("flattened"));
        Assert.Equal(names, network.Network.Graph.Outputs.Select(o => o.Name));
        DenseTensor[] after = network.Run();
        for (int i = 0; i < before.Length; i++)
        {
            Assert.Equal(before[i].Type, after[i].Type);
            Assert.Equal(before[i].Shape, after[i].Shape);
            Assert.Equal(before[i].ToDoubles(), after[i].ToDoubles());
        }
    }

    [Fact]
    public void A_loss_has_no_standard_form()
    {
        CaseNetwork network = OpCases.Named("SoftmaxCrossEntropy").Network();
        Assert.Throws<UnsupportedOperatorException>(() => StandardForm.Run(network.Network));
    }

    [Fact]
    public void Expressions_may_nest_and_feed_other_nodes()
    {
        var network = new Network();
        var builder = new GraphBuilder(network.Graph);
        Value x = builder.Input("x", ElementType.Float32, Dimension.Named("N"), 2);
        Value w = builder.CallFrugal("Lookup", [builder.Constant(DenseTensor.Vector(0f, 1.5f, -2f)), builder.Constant(DenseTensor.From<byte>([0, 1, 2, 1, 1, 0], new Shape(2, 3)))]);
        Value masked = builder.CallFrugal("Mask", [w, builder.Constant(TensorValues.FromLongs(ElementType.Bool, new Shape(2, 3), [1, 1, 0, 1, 0, 1]))]);
        builder.Output(builder.Call("MatMul", x, masked));
        DenseTensor input = DenseTensor.From([1f, 2], new Shape(1, 2));
        float[] before = ReferenceEvaluator.Run(network.Graph, [input])[0].Span<float>().ToArray();
        Assert.Equal(2, StandardForm.Run(network));
        network.Graph.Check();
        Assert.Equal(before, ReferenceEvaluator.Run(network.Graph, [input])[0].Span<float>().ToArray());
    }
}
