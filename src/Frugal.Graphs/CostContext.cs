using Frugal.Tensors;

namespace Frugal.Graphs;

/// <summary>The node whose cost is asked for; all shapes are numbers.</summary>
public sealed class CostContext
{
    /// <summary>The cost question for a node of a graph whose shapes have been inferred.</summary>
    public CostContext(Node node) => Node = node;

    /// <summary>The node.</summary>
    public Node Node { get; }

    /// <summary>The shape of an input.</summary>
    public Shape InputShape(int index) => ShapeOf(Node.Inputs[index]!);

    /// <summary>The shape of an output.</summary>
    public Shape OutputShape(int index) => ShapeOf(Node.Outputs[index]!);

    /// <summary>A cost of so many other operations for each element of the first output, with all bytes touched.</summary>
    public OperatorCost Elementwise(long operationsPerElement) => Of(0, operationsPerElement * OutputShape(0).Count);

    /// <summary>A cost of the given work, with the bytes of all inputs and outputs.</summary>
    public OperatorCost Of(long multiplyAccumulates, long otherOperations) => new(
        multiplyAccumulates, otherOperations, Node.Inputs.Sum(Bytes), Node.Outputs.Sum(Bytes));

    private static Shape ShapeOf(Value value) => value.Shape is { IsStatic: true } shape
        ? shape.ToShape()
        : throw new InvalidOperationException($"The shape of '{value.Name}' is {value.Shape?.ToString() ?? "unknown"}; costs need numbers.");

    private static long Bytes(Value? value) => value is null ? 0 : value.Type.ByteCount(ShapeOf(value).Count);
}
