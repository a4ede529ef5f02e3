using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>The gradient of <see cref="Resize"/>: inputs dY, the shape of X, region, scales, sizes; the attributes are those of the node.</summary>
internal sealed class ResizeGradient : Operator
{
    public override OperatorId Id => OperatorId.Frugal("ResizeGradient");

    public override void Infer(InferContext context)
    {
        Dimension[]? extents = context.Known(1) ?? (context.Shape(0) is { } shape ? new Dimension[shape.Rank] : null);
        context.Set(0, context.Type(0), extents is null ? null : new SymbolicShape(extents));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        var shape = new Shape(Array.ConvertAll(inputs[1]!.ToLongs(), d => checked((int)d)));
        ResizeAxis?[] axes = Resize.Plan(shape, [null, .. inputs[2..]], context);
        double[] values = inputs[0]!.ToDoubles();
        Shape current = inputs[0]!.Shape;
        for (int axis = 0; axis < axes.Length; axis++)
        {
            if (axes[axis] is not { } resized) continue;
            values = Back(values, current, axis, resized);
            current = current.With(axis, resized.InputExtent);
        }
        outputs.Set(0, inputs[0]!.Type, shape, values);
    }

    // Linear in dY: its transpose is the forward operator.
    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
    [
        context.Builder.Node(OperatorId.Onnx("Resize"), [context.OutputGradient(0), .. context.Node.Inputs.Skip(2)], 1, context.Attributes.With("extrapolation_value", 0f)).Output,
        .. new Value?[context.Node.Inputs.Count - 1],
    ];

    private static double[] Back(double[] values, Shape shape, int axis, ResizeAxis resized)
    {
        int outer = (int)shape.Product(0, axis), inner = (int)shape.Product(axis + 1, shape.Rank);
        var result = new double[outer * resized.InputExtent * inner];
        for (int row = 0; row < outer; row++)
            for (int i = 0; i < resized.OutputExtent; i++)
                foreach (var (index, weight) in resized.Taps[i])
                    for (int k = 0; k < inner; k++)
                        result[(row * resized.InputExtent + index) * inner + k] += weight * values[(row * resized.OutputExtent + i) * inner + k];
        return result;
    }
}
