using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>From dy and the operands of <see cref="Einsum"/> (attributes as there) the gradient of each operand that is asked for.</summary>
internal sealed class EinsumGradient : Operator
{
    public override OperatorId Id => OperatorId.Frugal("EinsumGradient");

    public override void Infer(InferContext context)
    {
        for (int i = 1; i < context.InputCount; i++) context.Set(i - 1, context.Type(0), context.Shape(i));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        Shape[] shapes = [.. inputs[1..].ToArray().Select(i => i!.Shape)];
        double[] dy = inputs[0]!.ToDoubles();
        double[][] operands = [.. inputs[1..].ToArray().Select(i => i!.ToDoubles())];
        EinsumEquation equation = EinsumEquation.Parse(context.Attributes.Text("equation", ""), [.. shapes.Select(s => s.Rank)]);
        for (int wanted = 0; wanted < operands.Length; wanted++)
        {
            if (!outputs.Wants(wanted)) continue;
            var gradient = new double[operands[wanted].Length];
            int target = wanted;
            equation.ForEach(shapes, (at, places) =>
            {
                double product = dy[at];
                for (int o = 0; o < operands.Length; o++)
                    if (o != target) product *= operands[o][places[o]];
                gradient[places[target]] += product;
            });
            outputs.Set(wanted, inputs[0]!.Type, shapes[wanted], gradient);
        }
    }

    public override OperatorCost Cost(CostContext context)
    {
        Shape[] shapes = [.. Enumerable.Range(1, context.Node.Inputs.Count - 1).Select(context.InputShape)];
        EinsumEquation equation = EinsumEquation.Parse(context.Node.Attributes.Text("equation", ""), [.. shapes.Select(s => s.Rank)]);
        long products = equation.Extents(shapes).Values.Aggregate(1L, (product, extent) => product * extent);
        return context.Of(products * shapes.Length * context.Node.Outputs.Count(o => o is not null), 0);
    }
}
