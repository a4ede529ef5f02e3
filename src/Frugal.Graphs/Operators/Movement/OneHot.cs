using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// Adds an axis of extent <c>depth</c> that holds <c>values[1]</c> at the index's place and <c>values[0]</c> elsewhere; an index outside
/// [−depth, depth − 1] leaves its row off. Inputs: indices, depth, values.
/// </summary>
internal sealed class OneHot : Operator
{
    public override OperatorId Id => OperatorId.Onnx("OneHot");

    public override int SinceVersion => 9;

    public override void Infer(InferContext context)
    {
        SymbolicShape? shape = null;
        if (context.Shape(0) is { } indices)
        {
            int axis = MovementAxes.Of(context.Attributes.Int("axis", -1), indices.Rank + 1);
            Dimension depth = context.Known(1) is [var known] ? known : Dimension.Unknown;
            shape = new SymbolicShape([.. indices.Take(axis), depth, .. indices.Skip(axis)]);
        }
        context.Set(0, context.Type(2), shape);
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        Shape shape = inputs[0]!.Shape;
        long[] indices = Array.ConvertAll(inputs[0]!.ToDoubles(), d => (long)d);
        int depth = (int)inputs[1]!.ToDoubles()[0], axis = MovementAxes.Of(context.Attributes.Int("axis", -1), shape.Rank + 1);
        int inner = (int)shape.Product(axis, shape.Rank);
        var sources = new int[indices.Length * depth];
        for (int i = 0; i < indices.Length; i++)
        {
            long at = indices[i] < 0 ? indices[i] + depth : indices[i];
            if (at >= 0 && at < depth) sources[(i / inner * depth + at) * inner + i % inner] = 1;
        }
        outputs.Set(0, new Movement(new Shape([.. shape.ToArray()[..axis], depth, .. shape.ToArray()[axis..]]), sources).Apply(inputs[2]!, null));
    }

    public override IReadOnlyList<Value?>? Differentiate(GradientContext context) => context.Needs(2) ? null : [null, null, null];

    public override OperatorCost Cost(CostContext context) => context.Of(0, 0);

    public override bool WriteForm(NodeForm form, int version) => version >= 11 || form.Attributes.Int("axis", -1) >= -1;
}
