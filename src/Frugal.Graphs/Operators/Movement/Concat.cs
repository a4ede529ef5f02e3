using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>The inputs one behind another along an axis.</summary>
internal sealed class Concat : Operator
{
    public override OperatorId Id => OperatorId.Onnx("Concat");

    public override void Infer(InferContext context)
    {
        SymbolicShape?[] shapes = [.. Enumerable.Range(0, context.InputCount).Select(context.Shape)];
        SymbolicShape? result = shapes.FirstOrDefault(s => s is not null);
        if (result is not null)
        {
            int axis = MovementAxes.Of(context.Attributes.Int("axis", 1), result.Rank);
            for (int i = 0; i < result.Rank; i++)
                result = result.With(i, i == axis ? Sum(shapes, axis) : Common(context, shapes, i));
        }
        bool known = Enumerable.Range(0, context.InputCount).All(i => context.Known(i) is not null && context.Shape(i) is { Rank: 1 });
        context.Set(0, context.Type(0), result, known ? [.. Enumerable.Range(0, context.InputCount).SelectMany(i => context.Known(i)!)] : null);
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        int axis = MovementAxes.Of(context.Attributes.Int("axis", 1), inputs[0]!.Shape.Rank);
        outputs.Set(0, Join([.. inputs!], axis));
    }

    /// <summary>Tensors one behind another along an axis.</summary>
    internal static DenseTensor Join(DenseTensor[] parts, int axis)
    {
        DenseTensor first = parts[0];
        Shape shape = first.Shape.With(axis, parts.Sum(p => p.Shape[axis]));
        int rows = (int)shape.Product(0, axis);
        if (first.Type == ElementType.String) return DenseTensor.OfStrings(Joined([.. parts.Select(p => p.Strings.ToArray())], rows), shape);
        if (first.Type.BitsPerElement() < 8) return TensorValues.FromLongs(first.Type, shape, Joined([.. parts.Select(p => p.ToLongs())], rows));
        var result = DenseTensor.Zeros(first.Type, shape);
        Joined([.. parts.Select(p => p.Bytes.ToArray())], rows).CopyTo(result.Bytes);
        return result;
    }

    public override void Tie(TieContext context)
    {
        int axis = MovementAxes.Of(context.Attributes.Int("axis", 1), context.OutputShape(0).Rank);
        bool known = Enumerable.Range(0, context.Node.Inputs.Count).All(i => context.Extent(context.Input(i, axis)).IsNumber);
        int offset = 0;
        for (int i = 0; i < context.Node.Inputs.Count; i++)
        {
            context.PassThrough(i, 0, axis);
            if (!known) continue;
            int extent = (int)context.Extent(context.Input(i, axis)).Number;
            context.Same(context.Input(i, axis), new IndexBlocks(0, extent), context.Output(0, axis), new IndexBlocks(offset, extent));
            offset += extent;
        }
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        IReadOnlyList<Value?> inputs = context.Node.Inputs;
        long axis = context.Attributes.Int("axis", 1);
        Value sizes = Sizes(context, inputs, axis);
        return context.Builder.Node(OperatorId.Onnx("Split"), [context.OutputGradient(0), sizes], inputs.Count, NodeAttributes.Of(("axis", axis))).Outputs;
    }

    public override OperatorCost Cost(CostContext context) => context.Of(0, 0);

    public override bool WriteForm(NodeForm form, int version) => version >= 11 || MovementAxes.MakePositive(form, "axis");

    // Row r of the result is row r of each part in turn.
    private static T[] Joined<T>(T[][] parts, int rows)
    {
        var result = new List<T>(parts.Sum(p => p.Length));
        for (int row = 0; row < rows; row++)
            foreach (T[] part in parts)
                result.AddRange(part.AsSpan(part.Length / rows * row, part.Length / rows));
        return [.. result];
    }

    private static Value Sizes(GradientContext context, IReadOnlyList<Value?> inputs, long axis)
    {
        if (inputs.All(i => i!.Shape is { } shape && shape[(int)axis].IsNumber))
            return context.Builder.Integers([.. inputs.Select(i => i!.Shape![(int)axis].Number)]);
        (string, object)[] oneAxis = axis == -1 ? [("start", axis)] : [("start", axis), ("end", axis + 1)];
        return context.Builder.Call("Concat", [.. inputs.Select(i => context.Builder.Call("Shape", [i], oneAxis))], ("axis", 0));
    }

    private static Dimension Sum(SymbolicShape?[] shapes, int axis) =>
        shapes.Aggregate((Dimension)0, (sum, shape) => sum + (shape?[axis] ?? Dimension.Unknown));

    private static Dimension Common(InferContext context, SymbolicShape?[] shapes, int axis)
    {
        Dimension common = Dimension.Unknown;
        foreach (SymbolicShape? shape in shapes)
        {
            Dimension d = shape?[axis] ?? Dimension.Unknown;
            if (d.IsNumber && common.IsNumber && d != common) throw context.Fail($"joins inputs that differ along axis {axis}: {string.Join(" and ", shapes.AsEnumerable())}");
            if (d.IsNumber || common.IsUnknown) common = d;
        }
        return common;
    }
}
