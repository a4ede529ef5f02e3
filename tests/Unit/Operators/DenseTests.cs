using Frugal.Graphs;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Operators;

/// <summary>What the case table does not say of matrix products.</summary>
public sealed class DenseTests
{
    [Fact]
    public void Gemm_multiplies_scales_and_adds()
    {
        DenseTensor a = DenseTensor.From([1f, 2, 3, 4, 5, 6], new Shape(3, 2)), b = DenseTensor.From([1f, 0, 2, 1, 1, 1], new Shape(2, 3));
        var graph = new Graph();
        var builder = new GraphBuilder(graph);
        builder.Output(builder.Call("Gemm", [builder.Constant(a), builder.Constant(b), builder.Constant(DenseTensor.Vector(1f, 2))], ("transA", 1), ("transB", 1), ("alpha", 2f), ("beta", -1f)));
        // Aᵀ = (1 3 5; 2 4 6), Bᵀ = (1 1; 0 1; 2 1): AᵀBᵀ = (11 9; 14 12).
        Assert.Equal([21f, 16, 27, 22], ReferenceEvaluator.Run(graph, Array.Empty<DenseTensor>())[0].Span<float>().ToArray());
    }

    [Fact]
    public void Gradients_of_dense_layers_transpose_nothing()
    {
        foreach (OpCase operatorCase in DenseCases.All.Where(c => c.Gradient != GradientCheck.None && (c.Name.StartsWith("Gemm") || c.Name.StartsWith("MatMul, a batch"))))
        {
            CaseNetwork network = operatorCase.Network();
            network.AppendGradient(Enumerable.Range(0, operatorCase.Inputs.Length));
            Assert.DoesNotContain(network.Network.Graph.Nodes, n => n.Operator.Id.Name == "Transpose");
        }
    }

    [Fact]
    public void Costs_count_multiply_accumulates()
    {
        OperatorCost Cost(string name) => OpCases.Named(name).Network().Network.Graph.Nodes[0] is var node ? node.Operator.Cost(new CostContext(node)) : default;
        Assert.Equal(3 * 4 * 5, Cost("Gemm, transA 1, transB 0").MultiplyAccumulates);
        Assert.Equal(2 * 3 * 4 * 5, Cost("MatMul, a batch and a weight").MultiplyAccumulates);
        Assert.Equal(2 * 3 * 4 * 5, Cost("ai.frugal.MatMul, transA 1, transB 0, sumBatch 1").MultiplyAccumulates);
        Assert.Equal(0, Cost("Softmax, last axis").MultiplyAccumulates);
    }

    [Fact]
    public void The_gradient_of_an_extremum_is_shared_among_equal_elements()
    {
        var network = new Network();
        var builder = new GraphBuilder(network.Graph);
        Value x = builder.Input("x", ElementType.Float64, 4), y = builder.Call("ReduceMax", [x], ("keepdims", 0));
        builder.Output(Gradients.Append(network, y, [x]).Of[x]!);
        Assert.Equal([0, 0.5, 0, 0.5], ReferenceEvaluator.Run(network.Graph, [DenseTensor.Vector(1.0, 3, 2, 3)])[0].Span<double>().ToArray());
    }
}
