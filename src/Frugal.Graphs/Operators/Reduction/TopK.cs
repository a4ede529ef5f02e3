using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// (x, k) → the k largest (or, without <c>largest</c>, smallest) elements of each row along <c>axis</c> in order, and their indices; of
/// equal elements the one with the lower index comes first. Unordered results (<c>sorted</c> 0) are given in order too.
/// </summary>
internal sealed class TopK : Operator
{
    public override OperatorId Id => OperatorId.Onnx("TopK");

    public override void Infer(InferContext context)
    {
        SymbolicShape? shape = context.Shape(0);
        if (shape is not null)
        {
            int axis = MovementAxes.Of(context.Attributes.Int("axis", -1), shape.Rank);
            Dimension k = context.Known(1) is [var known] ? known : Dimension.Unknown;
            if (k.IsNumber && (k.Number < 0 || (shape[axis].IsNumber && k.Number > shape[axis].Number))) throw context.Fail($"asks for {k} of {shape[axis]} elements");
            shape = shape.With(axis, k);
        }
        context.Set(0, context.Type(0), shape);
        context.Set(1, ElementType.Int64, shape);
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        int axis = MovementAxes.Of(context.Attributes.Int("axis", -1), x.Shape.Rank), k = checked((int)inputs[1]!.ToLongs()[0]);
        AlongAxis rows = AlongAxis.Of(x.Shape, axis), chosen = rows with { Length = k };
        if (k > rows.Length) throw new InvalidOperationException($"{k} of {rows.Length} elements are asked for");
        Comparison<int> order = Order(x, context.Attributes.Flag("largest", true));
        var sources = new int[rows.Rows * k];
        var indices = new long[sources.Length];
        int[] row = new int[rows.Length];
        for (int r = 0; r < rows.Rows; r++)
        {
            for (int i = 0; i < row.Length; i++) row[i] = rows.Index(r, i);
            Array.Sort(row, order);
            for (int i = 0; i < k; i++)
            {
                sources[chosen.Index(r, i)] = row[i];
                indices[chosen.Index(r, i)] = row[i] / rows.Inner % rows.Length;
            }
        }
        Shape shape = x.Shape.With(axis, k);
        outputs.Set(0, new Movement(shape, sources).Apply(x, null));
        outputs.Set(1, DenseTensor.From(indices, shape));
    }

    public override void Tie(TieContext context)
    {
        int axis = MovementAxes.Of(context.Attributes.Int("axis", -1), context.InputShape(0).Rank);
        for (int o = 0; o < context.Node.Outputs.Count; o++)
            if (context.Node.Outputs[o] is not null) context.PassThrough(0, o, axis);
    }

    public override IReadOnlyList<Value?>? Differentiate(GradientContext context)
    {
        if (context.OutputGradient(0) is not { } dy) return [null, null];
        GraphBuilder builder = context.Builder;
        NodeAttributes attributes = NodeAttributes.Of(("axis", context.Attributes.Int("axis", -1)));
        Value indices = context.Node.Outputs.ElementAtOrDefault(1)
            ?? builder.Node(Id, [context.Input(0), context.Input(1)], 2, context.Attributes).Outputs[1]!;
        Value?[] inputs = [dy, MovementOperator.ShapeOf(builder, context.Input(0)), indices];
        return [builder.Node(OperatorId.Frugal("GatherElementsGradient"), inputs, 1, attributes).Output, null];
    }

    public override OperatorCost Cost(CostContext context)
    {
        long length = context.InputShape(0)[(int)(context.Node.Attributes.Int("axis", -1) is var axis && axis < 0 ? axis + context.InputShape(0).Rank : axis)];
        return context.Of(0, context.InputShape(0).Count * Math.Max(1, (long)Math.Log2(Math.Max(2, length))));
    }

    public override void ReadForm(NodeForm form, int version)
    {
        if (version >= 10 || form.Attributes.Find("k") is not long k) return;
        form.Attributes = form.Attributes.Without("k");
        form.SetInput(1, DenseTensor.Vector(k), "k");
    }

    public override bool WriteForm(NodeForm form, int version)
    {
        if (version >= 11) return true;
        if (!form.Attributes.Flag("largest", true) || !form.Inputs[0]!.Type.IsFloatingPoint()) return false;
        form.Attributes = form.Attributes.Without("largest").Without("sorted");
        if (!MovementAxes.MakePositive(form, "axis")) return false;
        if (version >= 10) return true;
        if (form.Inputs[1]?.Constant is not { Count: 1 } k) return false;
        form.Attributes = form.Attributes.With("k", k.ToLongs()[0]);
        form.Inputs.RemoveAt(1);
        return true;
    }

    // Flat places, the better element first; NaN counts as the largest number.
    private static Comparison<int> Order(DenseTensor x, bool largest)
    {
        int direction = largest ? -1 : 1;
        if (x.Type.IsFloatingPoint())
        {
            double[] values = x.ToDoubles();
            return (a, b) => Compare(values[a], values[b]) is var c and not 0 ? direction * c : a.CompareTo(b);
        }
        long[] integers = x.ToLongs();
        long flip = x.Type == ElementType.UInt64 ? long.MinValue : 0;
        return (a, b) => (integers[a] ^ flip).CompareTo(integers[b] ^ flip) is var c and not 0 ? direction * c : a.CompareTo(b);
    }

    private static int Compare(double a, double b) =>
        double.IsNaN(a) || double.IsNaN(b) ? double.IsNaN(a).CompareTo(double.IsNaN(b)) : a == b ? 0 : a.CompareTo(b);
}
