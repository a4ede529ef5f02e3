using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// An operator that reduces axes, given as its second input (none: all, or with <c>noop_with_empty_axes</c> each element by itself), to one value
/// each; <c>keepdims</c> says whether they stay with extent 1.
/// </summary>
internal abstract class ReductionOperator(string name) : Operator
{
    public sealed override OperatorId Id { get; } = OperatorId.Onnx(name);

    /// <summary>The operator set in which axes became an input.</summary>
    protected virtual int AxesAreInputSince => 18;

    public override void Infer(InferContext context)
    {
        bool keep = context.Attributes.Flag("keepdims", true);
        SymbolicShape? result = null;
        Dimension[]? known = null;
        if (context.Shape(0) is { } shape)
        {
            if (AxesOf(context.Node, shape) is { } axes)
            {
                result = axes.Result(shape, keep);
                if (result.Count == 1 && shape.Rank == 1 && context.Known(0) is { } elements) known = KnownResult(elements);
            }
            else if (keep) result = new SymbolicShape(new Dimension[shape.Rank]);
        }
        context.Set(0, context.Type(0), result, known);
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        long[]? given = inputs.Length > 1 ? inputs[1]?.ToLongs() : null;
        bool none = context.Attributes.Flag("noop_with_empty_axes", false);
        ReducedAxes axes = ReducedAxes.Of(given, none, x.Shape.Rank);
        Shape shape = axes.Result(SymbolicShape.Of(x.Shape), context.Attributes.Flag("keepdims", true)).ToShape();
        int[] targets = axes.Targets(x.Shape);
        outputs.Set(0, x.Type.IsFloatingPoint()
            ? TensorValues.FromDoubles(x.Type, shape, Reduce(x.ToDoubles(), targets, (int)shape.Count))
            : TensorValues.FromLongs(x.Type, shape, Reduce(x.ToLongs(), targets, (int)shape.Count)));
    }

    public sealed override IReadOnlyList<Value?>? Differentiate(GradientContext context)
    {
        if (context.Input(0).Shape is not { } shape || AxesOf(context.Node, shape) is not { } axes) return null;
        var attributes = context.Attributes.Flag("keepdims", true) ? NodeAttributes.Empty : NodeAttributes.Of(("axes", axes.Axes));
        return DifferentiateTo(context, attributes) is { } gradient ? [gradient, null] : null;
    }

    public override void Tie(TieContext context)
    {
        if (AxesOf(context.Node, context.InputShape(0)) is not { } axes) return;
        axes.Tie(context, context.Attributes.Flag("keepdims", true));
    }

    public override OperatorCost Cost(CostContext context) => context.Of(0, context.InputShape(0).Count);

    public override void ReadForm(NodeForm form, int version)
    {
        if (version < AxesAreInputSince) form.AttributeToInput("axes", 1);
    }

    public override bool WriteForm(NodeForm form, int version)
    {
        if (version >= AxesAreInputSince) return true;
        if (form.Attributes.Flag("noop_with_empty_axes", false)) return false;
        form.Attributes = form.Attributes.Without("noop_with_empty_axes");
        if (form.Inputs.Count > 1 && form.Inputs[1]?.Constant is { Count: 0 })
            form.Inputs.RemoveAt(1); // no axes: all of them
        return form.InputToAttribute(1, "axes") && (version >= 11 || MovementAxes.MakePositive(form, "axes"));
    }

    /// <summary>The gradient with respect to the input as nodes; <paramref name="expansion"/> are the attributes with which
    /// <see cref="ExpandLike"/> and <see cref="SumToShape"/> lead from the result's shape to the input's and back.</summary>
    protected virtual Value? DifferentiateTo(GradientContext context, NodeAttributes expansion) => null;

    /// <summary>The results; element i goes into result <paramref name="targets"/>[i].</summary>
    protected abstract double[] Reduce(double[] values, int[] targets, int count);

    /// <summary>The results for integers.</summary>
    protected virtual long[] Reduce(long[] values, int[] targets, int count) =>
        Array.ConvertAll(Reduce(Array.ConvertAll(values, v => (double)v), targets, count), v => (long)v);

    /// <summary>The result over known elements, for shapes that are computed.</summary>
    protected virtual Dimension[]? KnownResult(Dimension[] elements) => null;

    /// <summary>Repeats a value of the result's shape to the input's shape.</summary>
    protected static Value Expand(GradientContext context, Value value, NodeAttributes expansion) =>
        context.Builder.Node(OperatorId.Frugal("ExpandLike"), [value, context.Input(0)], 1, expansion).Output;

    /// <summary>The gradient of an extremum, shared evenly among the elements that attain it.</summary>
    protected static Value ToExtremes(GradientContext context, NodeAttributes expansion)
    {
        GraphBuilder builder = context.Builder;
        Value x = context.Input(0), y = context.Output(0);
        Value attains = builder.Call("Cast", [builder.Call("Equal", x, Expand(context, y, expansion))], ("to", (long)x.Type));
        Value number = builder.Node(OperatorId.Frugal("SumToShape"), [attains, y], 1, expansion).Output;
        Value share = builder.Call("Div", context.OutputGradient(0), number);
        return builder.Call("Mul", attains, Expand(context, share, expansion));
    }

    /// <summary>The function values for each group of elements.</summary>
    protected static T[] Fold<T>(T[] values, int[] targets, int count, T start, Func<T, T, T> function)
    {
        var results = new T[count];
        Array.Fill(results, start);
        for (int i = 0; i < values.Length; i++) results[targets[i]] = function(results[targets[i]], values[i]);
        return results;
    }

    private static ReducedAxes? AxesOf(Node node, SymbolicShape shape)
    {
        bool none = node.Attributes.Flag("noop_with_empty_axes", false);
        if (node.Input(1) is not { } axes) return ReducedAxes.Of(null, none, shape.Rank);
        if (axes.Constant is { } constant) return ReducedAxes.Of(constant.ToLongs(), none, shape.Rank);
        return axes.Known is { } known && Array.TrueForAll(known, d => d.IsNumber)
            ? ReducedAxes.Of(Array.ConvertAll(known, d => d.Number), none, shape.Rank)
            : null;
    }
}
