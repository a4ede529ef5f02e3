using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>The place where a <see cref="ComposedOperator"/> writes down the nodes that it stands for.</summary>
internal sealed class Composition
{
    private readonly IReadOnlyList<Value?> inputs;
    private readonly bool standard;

    /// <param name="node">The composed node: its attributes and which outputs are wanted.</param>
    /// <param name="builder">Where nodes are appended.</param>
    /// <param name="inputs">What stands for the node's inputs.</param>
    /// <param name="standard">Whether only operators of the ONNX standard may be used.</param>
    public Composition(Node node, GraphBuilder builder, IReadOnlyList<Value?> inputs, bool standard)
    {
        (Node, Builder, this.inputs, this.standard) = (node, builder, inputs, standard);
    }

    public Node Node { get; }

    public GraphBuilder Builder { get; }

    public NodeAttributes Attributes => Node.Attributes;

    /// <summary>The element type of the first input, in which the composition computes.</summary>
    public ElementType Type => inputs[0]!.Type;

    /// <summary>Whether an optional input is given.</summary>
    public bool Has(int index) => index < inputs.Count && inputs[index] is not null;

    /// <summary>An input that must be given.</summary>
    public Value this[int index] => Has(index) ? inputs[index]! : throw Fail($"lacks its input number {index}");

    /// <summary>An input, or null.</summary>
    public Value? Optional(int index) => Has(index) ? inputs[index] : null;

    /// <summary>Whether an output is asked for.</summary>
    public bool Wants(int output) => output < Node.Outputs.Count && Node.Outputs[output] is not null;

    public InvalidModelException Fail(string problem) => new($"{Node.Describe()} {problem}.");

    /// <summary>The shape of a value, which must be known.</summary>
    public SymbolicShape ShapeOf(Value value) =>
        value.Shape ?? throw new UnsupportedOperatorException($"{Node.Describe()} needs to know the rank of '{value.Name}'.");

    /// <summary>An extent that must be a number.</summary>
    public long Extent(Value value, int axis) => ShapeOf(value)[axis] is { IsNumber: true } extent ? extent.Number
        : throw new UnsupportedOperatorException($"{Node.Describe()} needs to know the extent of axis {axis} of '{value.Name}'.");

    public Value Call(string op, params ReadOnlySpan<Value?> operands) => Builder.Call(op, operands);

    public Value Call(string op, Value?[] operands, params ReadOnlySpan<(string, object)> attributes) => Builder.Call(op, operands, attributes);

    public Value Add(Value a, Value b) => Builder.Call("Add", a, b);

    public Value Sub(Value a, Value b) => Builder.Call("Sub", a, b);

    public Value Mul(Value a, Value b) => Builder.Call("Mul", a, b);

    public Value Scalar(double value) => Builder.Scalar(value, Type);

    public Value Scale(Value value, double factor) => factor == 1 ? value : Builder.Call("Mul", value, Builder.Scalar(factor, value.Type));

    /// <summary>The sum where the second is given, else the first.</summary>
    public Value AddOptional(Value value, Value? addend) => addend is null ? value : Add(value, addend);

    public Value Reshape(Value value, params long[] shape) => Builder.Call("Reshape", value, Builder.Integers(shape));

    public Value Transpose(Value value, params long[] permutation) => Builder.Call("Transpose", [value], ("perm", permutation));

    public Value Cast(Value value, ElementType type) => value.Type == type ? value : Builder.Call("Cast", [value], ("to", (long)type));

    public Value Slice(Value value, long start, long end, long axis) =>
        Builder.Call("Slice", value, Builder.Integers(start), Builder.Integers(end), Builder.Integers(axis));

    public Value Concat(long axis, params Value[] values) => values.Length == 1 ? values[0] : Builder.Call("Concat", values, ("axis", axis));

    public Value Unsqueeze(Value value, params long[] axes) => Builder.Call("Unsqueeze", value, Builder.Integers(axes));

    public Value Softmax(Value value, long axis = -1) => Builder.Call("Softmax", [value], ("axis", axis));

    /// <summary>Equal parts along an axis.</summary>
    public Value[] Split(Value value, int parts, long axis)
    {
        long length = Extent(value, (int)axis) / parts;
        return [.. Builder.Node(OperatorId.Onnx("Split"), [value, Builder.Integers([.. Enumerable.Repeat(length, parts)])], parts,
            NodeAttributes.Of(("axis", axis))).Outputs.Select(o => o!)];
    }

    /// <summary>The product of matrices in the last two axes, each possibly transposed.</summary>
    public Value MatMul(Value a, Value b, bool transA = false, bool transB = false)
    {
        if (!transA && !transB) return Builder.Call("MatMul", a, b);
        if (!standard) return FlaggedMatMul.Call(Builder, a, b, transA, transB, sumBatch: false);
        return Builder.Call("MatMul", transA ? SwapLast(a) : a, transB ? SwapLast(b) : b);
    }

    private Value SwapLast(Value value)
    {
        int rank = ShapeOf(value).Rank;
        return Transpose(value, [.. Enumerable.Range(0, rank - 2).Select(i => (long)i), rank - 1, rank - 2]);
    }
}
