using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>Keeps the upper (column − row ≥ k) or lower (column − row ≤ k) triangle of the last two axes; zero elsewhere.</summary>
internal sealed class Trilu : MovementOperator
{
    public override OperatorId Id => OperatorId.Onnx("Trilu");

    public override int SinceVersion => 14;

    public override void Infer(InferContext context) => context.Set(0, context.Type(0), context.Shape(0));

    internal override Movement Plan(Shape source, ReadOnlySpan<DenseTensor?> inputs, NodeAttributes attributes)
    {
        long k = inputs.Length > 1 && inputs[1] is { } diagonal ? diagonal.ToLongs()[0] : 0;
        bool upper = attributes.Flag("upper", true);
        int rows = source[source.Rank - 2], columns = source[source.Rank - 1];
        var sources = new int[source.Count];
        for (int i = 0; i < sources.Length; i++)
        {
            long distance = i % columns - i / columns % rows;
            sources[i] = (upper ? distance >= k : distance <= k) ? i : Movement.Fill;
        }
        return new Movement(source, sources);
    }

    public override void Tie(TieContext context) => context.PassThrough(0, 0, context.InputShape(0).Rank - 1, context.InputShape(0).Rank - 2);

    // The operator is its own gradient: it multiplies by a matrix of zeros and ones.
    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [context.Builder.Node(Id, [context.OutputGradient(0), context.Node.Input(1)], 1, context.Attributes).Output, null];
}
