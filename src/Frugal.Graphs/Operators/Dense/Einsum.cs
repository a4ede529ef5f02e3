using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// Einstein's summation convention (attribute <c>equation</c>): the product of all operands at equal letters, summed over the letters that
/// the result lacks. A letter twice in a term is its diagonal; an ellipsis stands for axes that are broadcast.
/// </summary>
internal sealed class Einsum : Operator
{
    public override OperatorId Id => OperatorId.Onnx("Einsum");

    public override int SinceVersion => 12;

    public override void Infer(InferContext context)
    {
        string equation = context.Attributes.Text("equation", "");
        if (equation.Length == 0) throw context.Fail("lacks its equation");
        SymbolicShape?[] shapes = [.. Enumerable.Range(0, context.InputCount).Select(context.Shape)];
        if (Array.IndexOf(shapes, null) >= 0)
        {
            context.Set(0, context.Type(0), null);
            return;
        }
        EinsumEquation parsed = EinsumEquation.Parse(equation, [.. shapes.Select(s => s!.Rank)]);
        var extents = new Dictionary<int, Dimension>();
        for (int o = 0; o < shapes.Length; o++)
            for (int axis = 0; axis < shapes[o]!.Rank; axis++)
                Join(context, extents, parsed.Operands[o][axis], shapes[o]![axis]);
        context.Set(0, context.Type(0), new SymbolicShape([.. parsed.Result.Select(l => extents[l])]));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        Shape[] shapes = [.. inputs.ToArray().Select(i => i!.Shape)];
        EinsumEquation equation = EinsumEquation.Parse(context.Attributes.Text("equation", ""), [.. shapes.Select(s => s.Rank)]);
        Dictionary<int, int> extents = equation.Extents(shapes);
        var shape = new Shape(Array.ConvertAll(equation.Result, l => extents[l]));
        ElementType type = inputs[0]!.Type;
        if (type.IsFloatingPoint())
        {
            double[][] operands = [.. inputs.ToArray().Select(i => i!.ToDoubles())];
            var sums = new double[shape.Count];
            equation.ForEach(shapes, (at, places) => sums[at] += Product(operands, places));
            outputs.Set(0, type, shape, sums);
            return;
        }
        long[][] integers = [.. inputs.ToArray().Select(i => i!.ToLongs())];
        var totals = new long[shape.Count];
        equation.ForEach(shapes, (at, places) =>
        {
            long product = 1;
            for (int o = 0; o < integers.Length; o++) product *= integers[o][places[o]];
            totals[at] += product;
        });
        outputs.Set(0, TensorValues.FromLongs(type, shape, totals));
    }

    public override void Tie(TieContext context)
    {
        SymbolicShape[] shapes = [.. Enumerable.Range(0, context.Node.Inputs.Count).Select(context.InputShape)];
        EinsumEquation equation = EinsumEquation.Parse(context.Attributes.Text("equation", ""), [.. shapes.Select(s => s.Rank)]);
        var places = Enumerable.Range(0, shapes.Length).SelectMany(o => equation.Operands[o].Select((label, axis) => (Label: label, Axis: context.Input(o, axis))))
            .Concat(equation.Result.Select((label, axis) => (Label: label, Axis: context.Output(0, axis))));
        foreach (var group in places.GroupBy(p => p.Label))
        {
            NodeAxis[] axes = [.. group.Select(p => p.Axis)];
            bool repeated = axes.DistinctBy(a => (a.IsOutput, a.Index)).Count() != axes.Length || axes.Select(a => context.Extent(a)).Distinct().Count() != 1;
            if (repeated || axes.Length == 1) foreach (NodeAxis axis in axes) context.Fixed(axis);
            else for (int i = 1; i < axes.Length; i++) TieTwo(context, axes[0], axes[i], Array.Exists(axes, a => a.IsOutput));
        }
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        Value?[] inputs = [context.OutputGradient(0), .. context.Node.Inputs];
        bool[] wanted = [.. Enumerable.Range(0, context.Node.Inputs.Count).Select(context.Needs)];
        return GradientNode.Append(context, "EinsumGradient", inputs, context.Attributes, wanted);
    }

    public override OperatorCost Cost(CostContext context)
    {
        Shape[] shapes = [.. Enumerable.Range(0, context.Node.Inputs.Count).Select(context.InputShape)];
        EinsumEquation equation = EinsumEquation.Parse(context.Node.Attributes.Text("equation", ""), [.. shapes.Select(s => s.Rank)]);
        long products = equation.Extents(shapes).Values.Aggregate(1L, (product, extent) => product * extent);
        return shapes.Length == 1 ? context.Of(0, products) : context.Of(products * (shapes.Length - 1), 0);
    }

    private static double Product(double[][] operands, int[] places)
    {
        double product = 1;
        for (int o = 0; o < operands.Length; o++) product *= operands[o][places[o]];
        return product;
    }

    private static void TieTwo(TieContext context, NodeAxis first, NodeAxis second, bool isKept)
    {
        if (isKept) context.Same(first, second);
        else context.Reduced(first, second);
    }

    private static void Join(InferContext context, Dictionary<int, Dimension> extents, int label, Dimension extent)
    {
        if (!extents.TryGetValue(label, out Dimension before) || before == 1) extents[label] = extent;
        else if (extent == 1 || before == extent) return;
        else if (before.IsNumber && extent.IsNumber) throw context.Fail($"has {before} elements and {extent} elements on axes of one letter");
        else extents[label] = before.IsNumber ? before : extent.IsNumber ? extent : Dimension.Unknown;
    }
}
