using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// (x, positions[, shape]) → zeros with each element of x at its flat position in the output: the partial inverse of <see cref="MaxPool"/>,
/// whose window the attributes describe. Without a shape the output has the extents that the window implies.
/// </summary>
internal sealed class MaxUnpool : Operator
{
    public override OperatorId Id => OperatorId.Onnx("MaxUnpool");

    public override int SinceVersion => 9;

    public override void Infer(InferContext context)
    {
        SymbolicShape? shape = null;
        if (context.Has(2)) shape = context.Known(2) is { } known ? new SymbolicShape(known) : context.Shape(0) is { } x ? new SymbolicShape(new Dimension[x.Rank]) : null;
        else if (context.Shape(0) is { } x) shape = Implied(x, context.Attributes);
        context.Set(0, context.Type(0), shape);
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        Shape shape = inputs.Length > 2 && inputs[2] is { } given
            ? new Shape(Array.ConvertAll(given.ToLongs(), d => checked((int)d)))
            : Implied(SymbolicShape.Of(x.Shape), context.Attributes).ToShape();
        double[] values = x.ToDoubles();
        long[] positions = inputs[1]!.ToLongs();
        var result = new double[shape.Count];
        for (int i = 0; i < values.Length; i++)
        {
            if (positions[i] < 0 || positions[i] >= result.Length) throw new InvalidOperationException($"the position {positions[i]} is outside the output of shape {shape}");
            result[positions[i]] = values[i];
        }
        outputs.Set(0, x.Type, shape, result);
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        GraphBuilder builder = context.Builder;
        Value flat = builder.Call("Reshape", context.OutputGradient(0), builder.Integers(-1));
        return [builder.Call("Gather", flat, context.Input(1)), null, null];
    }

    public override OperatorCost Cost(CostContext context) => context.Of(0, 0);

    private static SymbolicShape Implied(SymbolicShape x, NodeAttributes attributes)
    {
        long[] kernel = attributes.Ints("kernel_shape") ?? throw new InvalidOperationException("the attribute 'kernel_shape' is missing");
        long[] strides = attributes.Ints("strides") ?? [.. kernel.Select(_ => 1L)], pads = attributes.Ints("pads") ?? new long[2 * kernel.Length];
        for (int i = 0; i < kernel.Length; i++)
            x = x.With(i + 2, x[i + 2] * strides[i] + (kernel[i] - strides[i] - pads[i] - pads[i + kernel.Length]));
        return x;
    }
}
