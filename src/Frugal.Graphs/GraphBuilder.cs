using Frugal.Tensors;

namespace Frugal.Graphs;

/// <summary>Appends nodes to a graph as if calling functions; types and shapes are inferred at once.</summary>
public sealed class GraphBuilder
{
    private readonly string prefix;

    /// <summary>A builder that appends to a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="prefix">Stands before the names of values made here.</param>
    public GraphBuilder(Graph graph, string prefix = "")
    {
        Graph = graph;
        this.prefix = prefix;
    }

    /// <summary>The graph that is appended to.</summary>
    public Graph Graph { get; }

    /// <summary>Adds an input.</summary>
    public Value Input(string name, ElementType type, params ReadOnlySpan<Dimension> shape) => Graph.AddInput(name, type, new SymbolicShape(shape));

    /// <summary>Makes values outputs of the graph.</summary>
    public void Output(params ReadOnlySpan<Value> values)
    {
        foreach (Value value in values) Graph.AddOutput(value);
    }

    /// <summary>Adds an initializer.</summary>
    public Value Constant(DenseTensor tensor, string name = "constant") => Graph.AddInitializer(Graph.UniqueName(prefix + name), tensor);

    /// <summary>A scalar constant of a floating-point type, float32 unless said otherwise.</summary>
    public Value Scalar(double value, ElementType type = ElementType.Float32) =>
        Constant(TensorValues.FromDoubles(type, Shape.Scalar, [value]), "scalar");

    /// <summary>A one-dimensional int64 constant, such as axes or a shape.</summary>
    public Value Integers(params long[] values) => Constant(DenseTensor.Vector(values), "integers");

    /// <summary>Appends a node of an ONNX operator with one output.</summary>
    public Value Call(string op, ReadOnlySpan<Value?> inputs, params ReadOnlySpan<(string Name, object Value)> attributes) =>
        Node(OperatorId.Onnx(op), inputs, 1, NodeAttributes.Of(attributes)).Output;

    /// <summary>Appends a node of an ONNX operator with one output and no attributes.</summary>
    public Value Call(string op, params ReadOnlySpan<Value?> inputs) => Node(OperatorId.Onnx(op), inputs, 1).Output;

    /// <summary>Appends a node of one of Frugal's own operators with one output.</summary>
    public Value CallFrugal(string op, ReadOnlySpan<Value?> inputs, params ReadOnlySpan<(string Name, object Value)> attributes) =>
        Node(OperatorId.Frugal(op), inputs, 1, NodeAttributes.Of(attributes)).Output;

    /// <summary>Appends a node with any number of outputs.</summary>
    public Node Node(OperatorId id, ReadOnlySpan<Value?> inputs, int outputCount, NodeAttributes? attributes = null, string name = "")
    {
        var names = new string?[outputCount];
        string hint = prefix + id.Name.ToLowerInvariant();
        for (int i = 0; i < outputCount; i++) names[i] = Graph.UniqueName(outputCount == 1 ? hint : $"{hint}_{i}");
        Node node = Graph.AddNode(OperatorTable.Get(id), inputs, names, attributes, name);
        ShapeInference.Run(node);
        return node;
    }
}
