using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// Resamples axes to other extents: nearest, linear or cubic (Keys 1981), each axis by itself. Inputs: data, region (for the coordinates
/// <c>tf_crop_and_resize</c> only), scales, sizes, of which one of the last two is given. With <c>antialias</c> the kernel is widened where
/// an axis shrinks.
/// </summary>
internal sealed class Resize : Operator
{
    public override OperatorId Id => OperatorId.Onnx("Resize");

    public override int SinceVersion => 10;

    public override void Infer(InferContext context)
    {
        SymbolicShape? shape = context.Shape(0);
        if (shape is not null)
        {
            var extents = shape.ToArray();
            int[] axes = Axes(context.Attributes, shape.Rank);
            Dimension[] target = Target(context, axes, shape);
            for (int i = 0; i < axes.Length; i++) extents[axes[i]] = target[i];
            shape = new SymbolicShape(extents);
        }
        context.Set(0, context.Type(0), shape);
    }

    // The extents of the resized axes as far as they are known.
    private static Dimension[] Target(InferContext context, int[] axes, SymbolicShape shape)
    {
        Dimension[]? sizes = Given(context.Node, 3) ? context.Known(3) : null;
        double[]? scales = Given(context.Node, 2) ? context.Constant(2)?.ToDoubles() : null;
        if (scales is not null) return [.. axes.Select((axis, i) => Scaled(shape[axis], scales[i]))];
        string policy = context.Attributes.Text("keep_aspect_ratio_policy", "stretch");
        if (sizes is null) return new Dimension[axes.Length];
        if (policy == "stretch") return sizes;
        if (!Array.TrueForAll(sizes, d => d.IsNumber) || !Array.TrueForAll(axes, a => shape[a].IsNumber)) return new Dimension[axes.Length];
        double scale = CommonScale(policy, [.. axes.Select((axis, i) => (double)sizes[i].Number / shape[axis].Number)]);
        return [.. axes.Select(axis => (Dimension)Kept(shape[axis].Number, scale))];
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        ResizeAxis?[] axes = Plan(x.Shape, inputs, context);
        double[] values = x.ToDoubles();
        Shape shape = x.Shape;
        for (int axis = 0; axis < axes.Length; axis++)
        {
            if (axes[axis] is not { } resized) continue;
            values = Along(values, shape, axis, resized);
            shape = shape.With(axis, resized.OutputExtent);
        }
        FillOutside(values, shape, axes, context.Attributes);
        outputs.Set(0, x.Type, shape, values);
    }

    public override void Tie(TieContext context)
    {
        // Only axes that keep their extent because nothing else is said about them can be cut without another target.
        int rank = context.InputShape(0).Rank;
        double[]? scales = Given(context.Node, 2) ? context.Node.Inputs[2]!.Constant?.ToDoubles() : null;
        int[] axes = Axes(context.Attributes, rank);
        for (int axis = 0; axis < rank; axis++)
        {
            int at = Array.IndexOf(axes, axis);
            bool kept = at < 0 || scales?[at] == 1 || (context.Numbers(3) is { Length: > 0 } sizes && context.Extent(context.Input(0, axis)) == sizes[at]);
            if (kept) context.Same(context.Input(0, axis), context.Output(0, axis));
        }
    }

    public override NodeEdit? Rewrite(Node node, KeptIndices kept)
    {
        if (!Given(node, 3)) return null;
        int[] axes = Axes(node.Attributes, node.Output.Shape!.Rank);
        if (!Array.Exists(axes, a => kept.Output(0, a) is not null)) return null;
        return NodeEdit.Of((3, Array.ConvertAll(axes, a => (long)kept.OutputCount(0, a))));
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        Value?[] inputs = [context.OutputGradient(0), MovementOperator.ShapeOf(context.Builder, context.Input(0)), .. context.Node.Inputs.Skip(1)];
        return [context.Builder.Node(OperatorId.Frugal("ResizeGradient"), inputs, 1, context.Attributes).Output];
    }

    public override OperatorCost Cost(CostContext context) => context.Elementwise(
        context.Node.Attributes.Text("mode", "nearest") switch { "nearest" => 0, "linear" => 6, _ => 14 });

    public override void ReadForm(NodeForm form, int version)
    {
        if (version >= 11) return;
        // Version 10 has inputs data and scales, and its positions are index / scale, rounded down.
        form.Inputs.Insert(1, null);
        form.Attributes = form.Attributes.With("coordinate_transformation_mode", "asymmetric").With("nearest_mode", "floor");
    }

    public override bool WriteForm(NodeForm form, int version)
    {
        string policy = form.Attributes.Text("keep_aspect_ratio_policy", "stretch");
        if (version < 18 && (form.Attributes.Has("axes") || form.Attributes.Flag("antialias", false) || policy != "stretch")) return false;
        if (version < 18) form.Attributes = form.Attributes.Without("antialias").Without("keep_aspect_ratio_policy");
        if (version >= 13 && form.Attributes.Text("coordinate_transformation_mode", "") == "tf_half_pixel_for_nn") return false;
        if (version < 19 && form.Attributes.Text("coordinate_transformation_mode", "") == "half_pixel_symmetric") return false;
        if (version >= 13) return true;
        if (version >= 11)
        {
            for (int i = 1; i < 3; i++)
                if (form.Inputs.Count <= i || form.Inputs[i] is null) form.SetInput(i, DenseTensor.Zeros(ElementType.Float32, new Shape(0)), i == 1 ? "roi" : "scales");
            return true;
        }
        string mode = form.Attributes.Text("mode", "nearest");
        bool expressible = form.Attributes.Text("coordinate_transformation_mode", "half_pixel") == "asymmetric" && form.Inputs.Count == 3
            && (mode == "linear" || (mode == "nearest" && form.Attributes.Text("nearest_mode", "") == "floor"));
        if (!expressible) return false;
        form.Inputs.RemoveAt(1);
        form.Attributes = NodeAttributes.Of(("mode", mode));
        return true;
    }

    /// <summary>The taps of each axis; null for those that stay.</summary>
    internal static ResizeAxis?[] Plan(Shape shape, ReadOnlySpan<DenseTensor?> inputs, NodeContext context)
    {
        NodeAttributes attributes = context.Attributes;
        double[]? scales = inputs.Length > 2 && inputs[2] is { Count: > 0 } given ? given.ToDoubles() : null;
        long[]? sizes = inputs.Length > 3 && inputs[3] is { Count: > 0 } targets ? targets.ToLongs() : null;
        if (scales is null && sizes is null) throw new InvalidModelException($"{context.Node.Describe()} has neither scales nor sizes.");
        double[]? region = inputs.Length > 1 && inputs[1] is { Count: > 0 } roi ? roi.ToDoubles() : null;
        string policy = attributes.Text("keep_aspect_ratio_policy", "stretch");
        int[] axes = Axes(attributes, shape.Rank);
        double? common = sizes is null || policy == "stretch" ? null : CommonScale(policy, [.. axes.Select((axis, i) => (double)sizes[i] / shape[axis])]);
        var plan = new ResizeAxis?[shape.Rank];
        for (int i = 0; i < axes.Length; i++)
        {
            int before = shape[axes[i]];
            int after = checked((int)(common is { } factor ? Kept(before, factor) : sizes is not null ? sizes[i] : (long)Math.Floor(before * scales![i])));
            double scale = common ?? (sizes is not null ? (double)after / before : scales![i]);
            var interval = region is null ? (0, 1) : (region[i], region[i + axes.Length]);
            if (before != after || scale != 1 || interval != (0, 1)) plan[axes[i]] = ResizeAxis.Of(before, after, scale, interval, attributes);
        }
        return plan;
    }

    // One factor for all axes, so that none, or each, is at least as long as asked for.
    private static double CommonScale(string policy, double[] scales) => policy switch
    {
        "not_larger" => scales.Min(),
        "not_smaller" => scales.Max(),
        _ => throw new InvalidOperationException($"the policy '{policy}' is unknown"),
    };

    private static long Kept(long extent, double scale) => (long)Math.Floor(extent * scale + 0.5);

    // Positions outside the input, which tf_crop_and_resize knows, take one value.
    private static void FillOutside(double[] values, Shape shape, ResizeAxis?[] axes, NodeAttributes attributes)
    {
        if (attributes.Text("coordinate_transformation_mode", "") != "tf_crop_and_resize") return;
        double outside = attributes.Float("extrapolation_value", 0);
        for (int i = 0; i < values.Length; i++)
            for (int axis = shape.Rank - 1, rest = i; axis >= 0; rest /= shape[axis], axis--)
                if (axes[axis] is { } resized && resized.Taps[rest % shape[axis]].Length == 0) values[i] = outside;
    }

    private static double[] Along(double[] values, Shape shape, int axis, ResizeAxis resized)
    {
        int outer = (int)shape.Product(0, axis), inner = (int)shape.Product(axis + 1, shape.Rank);
        var result = new double[outer * resized.OutputExtent * inner];
        for (int row = 0; row < outer; row++)
            for (int i = 0; i < resized.OutputExtent; i++)
                foreach (var (index, weight) in resized.Taps[i])
                    for (int k = 0; k < inner; k++)
                        result[(row * resized.OutputExtent + i) * inner + k] += weight * values[(row * resized.InputExtent + index) * inner + k];
        return result;
    }

    private static int[] Axes(NodeAttributes attributes, int rank) =>
        attributes.Ints("axes") is { } axes ? MovementAxes.Of(axes, rank) : [.. Enumerable.Range(0, rank)];

    // Empty tensors stand for inputs that are left out.
    private static bool Given(Node node, int input) => node.Input(input) is { } value && value.Constant is not { Count: 0 };

    private static Dimension Scaled(Dimension extent, double scale)
    {
        if (extent.IsNumber) return (long)Math.Floor(extent.Number * scale);
        return scale == Math.Floor(scale) ? extent * (long)scale : Dimension.Unknown;
    }
}
