using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// The transpose of a convolution with respect to its input, as a forward operator: x [N,C,…], w [C,M/group,…], optionally b [M] give
/// y [N,M,…] with extent stride·(in − 1) + output_padding + reach − pads on each axis, or <c>output_shape</c>.
/// </summary>
internal sealed class ConvTranspose : Operator
{
    public override OperatorId Id => OperatorId.Onnx("ConvTranspose");

    public override void Infer(InferContext context)
    {
        SymbolicShape? x = context.Shape(0), w = context.Shape(1);
        if (x is null || w is null)
        {
            context.Set(0, context.Type(0), null);
            return;
        }
        if (x.Rank < 3 || x.Rank != w.Rank) throw context.Fail($"has an input of shape {x} and weights of shape {w}");
        if (x[1].IsNumber && w[0].IsNumber && x[1] != w[0]) throw context.Fail($"has an input of shape {x}, but weights of shape {w}");
        var y = new Dimension[x.Rank];
        (y[0], y[1]) = (x[0], w[1] * context.Attributes.Int("group", 1));
        for (int i = 2; i < y.Length; i++)
            if (x[i].IsNumber && Conv.Kernel(context.Attributes, w) is { } kernel)
                y[i] = Extent(context.Attributes, kernel, i - 2, checked((int)x[i].Number)).Output;
        context.Set(0, context.Type(0), new SymbolicShape(y));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!, w = inputs[1]!;
        int[] kernel = w.Shape.ToArray()[2..];
        int group = checked((int)context.Attributes.Int("group", 1));
        int[] y = [x.Shape[0], w.Shape[1] * group, .. Enumerable.Range(0, kernel.Length).Select(i => Extent(context.Attributes, kernel, i, x.Shape[i + 2]).Output)];
        var arithmetic = new ConvolutionArithmetic(ForwardAttributes(context.Attributes, kernel, x.Shape.ToArray()[2..]), new Shape(y), w.Shape);
        double[] values = arithmetic.InputGradient(x.ToDoubles(), w.ToDoubles());
        if (inputs.Length > 2 && inputs[2] is { } bias)
        {
            double[] b = bias.ToDoubles();
            int positions = arithmetic.Window.InputPositions;
            for (int i = 0; i < values.Length; i++) values[i] += b[i / positions % b.Length];
        }
        outputs.Set(0, x.Type, arithmetic.InputShape, values);
    }

    public override void Tie(TieContext context)
    {
        NodeAxis channels = context.Input(0, 1), rows = context.Input(1, 0), perGroup = context.Input(1, 1), results = context.Output(0, 1);
        if (!context.Extent(channels).IsNumber || !context.Extent(rows).IsNumber || !context.Extent(perGroup).IsNumber) return;
        int group = (int)context.Attributes.Int("group", 1), c = (int)context.Extent(channels).Number, m = (int)context.Extent(results).Number;
        context.Reduced(channels, rows);
        if (context.Has(2)) context.Same(results, context.Input(2, 0));
        if (group > 1 && (group == c || context.Settings.Convolutions == GroupPolicy.WholeGroups))
        {
            GroupTies.Whole(context, channels, results, group);
            return;
        }
        context.Same(results, new IndexBlocks(0, m), perGroup, new IndexBlocks(0, m / group, RepeatAll: group));
        if (group > 1) context.Same(rows, new IndexBlocks(0, c), rows, new IndexBlocks(0, c / group, RepeatAll: group));
    }

    // In every policy a group has as many output channels as the weights' second axis.
    public override NodeEdit? Rewrite(Node node, KeptIndices kept) => kept.Output(0, 1) is null && kept.Input(1, 1) is null ? null
        : NodeEdit.Of(node.Attributes.With("group", (long)kept.OutputCount(0, 1) / kept.InputCount(1, 1)));

    // y is the input gradient of the convolution with the same weights, so that dx is that convolution of dy, and dw its weight gradient.
    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        Value x = context.Input(0), w = context.Input(1), dy = context.OutputGradient(0)!;
        if (x.Shape is not { } shape || w.Shape is null || Conv.Kernel(context.Attributes, w.Shape) is not { } kernel)
            throw new UnsupportedOperatorException($"{context.Node.Describe()} has no gradient while its shapes are unknown.");
        int[]? extents = Enumerable.Range(2, kernel.Length).All(i => shape[i].IsNumber)
            ? [.. Enumerable.Range(2, kernel.Length).Select(i => (int)shape[i].Number)]
            : null;
        NodeAttributes forward = ForwardAttributes(context.Attributes, kernel, extents);
        Value? dx = context.Needs(0) ? context.Builder.Node(OperatorId.Onnx("Conv"), [dy, w], 1, forward).Output : null;
        Value? dw = context.Needs(1) ? GradientNode.Append(context, "ConvGradient", [x, dy, w], forward, false, true)[1] : null;
        long[] others = [0, .. Enumerable.Range(2, kernel.Length)];
        Value? db = context.Needs(2) ? context.Builder.Call("ReduceSum", [dy, context.Builder.Integers(others)], ("keepdims", 0)) : null;
        return [dx, dw, db];
    }

    public override OperatorCost Cost(CostContext context)
    {
        Shape w = context.InputShape(1);
        return context.Of(context.InputShape(0).Count * w.Product(1, w.Rank), context.Node.Input(2) is null ? 0 : context.OutputShape(0).Count);
    }

    // The attributes of the convolution whose input gradient this is: padding explicit, the rest as here.
    private static NodeAttributes ForwardAttributes(NodeAttributes attributes, int[] kernel, int[]? input)
    {
        var pads = new long[2 * kernel.Length];
        for (int i = 0; i < kernel.Length; i++)
        {
            bool needsExtent = attributes.Has("output_shape") || attributes.Text("auto_pad", "NOTSET").StartsWith("SAME", StringComparison.Ordinal);
            if (needsExtent && input is null)
                throw new UnsupportedOperatorException("The gradient of a ConvTranspose with output_shape or automatic padding needs an input of known extents.");
            // Without those the padding does not depend on the extent.
            (_, int begin, int end) = Extent(attributes, kernel, i, input?[i] ?? 1);
            (pads[i], pads[i + kernel.Length]) = (begin, end);
        }
        return attributes.Without("output_shape").Without("output_padding").Without("auto_pad").With("pads", pads);
    }

    private static (int Output, int PadBegin, int PadEnd) Extent(NodeAttributes attributes, int[] kernel, int axis, int input)
    {
        int axes = kernel.Length;
        string padding = attributes.Text("auto_pad", "NOTSET");
        WindowAxis window = WindowAxis.Read(attributes, kernel)[axis];
        int extra = (int)(attributes.Ints("output_padding")?[axis] ?? 0);
        int whole = checked(window.Stride * (input - 1) + extra + window.Reach);
        long[]? given = attributes.Ints("output_shape");
        int? output = given is not null ? (int)given[given.Length - axes + axis]
            : padding.StartsWith("SAME", StringComparison.Ordinal) ? input * window.Stride : null;
        if (output is null) return (whole - window.PadBegin - window.PadEnd, window.PadBegin, window.PadEnd);
        int total = Math.Max(0, whole - output.Value), smaller = total / 2;
        return padding == "SAME_UPPER" ? (output.Value, smaller, total - smaller) : (output.Value, total - smaller, smaller);
    }
}
