using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Tests.Operators;

/// <summary>A network of one node, run by the reference evaluator.</summary>
internal static class SingleNode
{
    /// <summary>The outputs of an operator for the given tensors.</summary>
    public static DenseTensor[] Run(OperatorId id, DenseTensor[] inputs, int outputs = 1, NodeAttributes? attributes = null, long step = 0)
    {
        var graph = new Graph();
        Value[] values = [.. inputs.Select((t, i) => graph.AddInput($"x{i}", t.Type, SymbolicShape.Of(t.Shape)))];
        Node node = graph.AddNode(OperatorTable.Get(id), values, [.. Enumerable.Range(0, outputs).Select(i => $"y{i}")], attributes, "node");
        ShapeInference.Run(node);
        foreach (Value? output in node.Outputs) graph.AddOutput(output!);
        return ReferenceEvaluator.Run(graph, inputs, step);
    }

    /// <summary>The only output of an ONNX operator for the given tensors.</summary>
    public static DenseTensor Run(string op, DenseTensor[] inputs, params (string Name, object Value)[] attributes) =>
        Run(OperatorId.Onnx(op), inputs, 1, NodeAttributes.Of(attributes))[0];

    /// <summary>A float64 tensor.</summary>
    public static DenseTensor Doubles(int[] shape, params double[] values) => DenseTensor.From(values, new Shape(shape));

    /// <summary>A float64 tensor that counts from a first value.</summary>
    public static DenseTensor Counting(double first, params int[] shape)
    {
        var size = new Shape(shape);
        return DenseTensor.From([.. Enumerable.Range(0, (int)size.Count).Select(i => first + i)], size);
    }

    /// <summary>A float64 tensor of seeded values of [−1, 1].</summary>
    public static DenseTensor Random(ulong seed, params int[] shape)
    {
        var tensor = DenseTensor.Zeros(ElementType.Float64, new Shape(shape));
        var random = new RandomStream(seed);
        foreach (ref double value in tensor.Span<double>()) value = 2 * random.NextDouble() - 1;
        return tensor;
    }
}
