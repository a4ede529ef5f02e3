using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>(x, lengths) → the first lengths[b] elements along <c>time_axis</c> of each sample b of <c>batch_axis</c> in reverse; the rest stays.</summary>
internal sealed class ReverseSequence : MovementOperator
{
    public override OperatorId Id => OperatorId.Onnx("ReverseSequence");

    public override int SinceVersion => 10;

    public override void Infer(InferContext context)
    {
        if (context.Shape(0) is { Rank: < 2 } shape) throw context.Fail($"needs a batch axis and a time axis, not the shape {shape}");
        context.Set(0, context.Type(0), context.Shape(0));
    }

    internal override Movement Plan(Shape source, ReadOnlySpan<DenseTensor?> inputs, NodeAttributes attributes)
    {
        int time = MovementAxes.Of(attributes.Int("time_axis", 0), source.Rank), batch = MovementAxes.Of(attributes.Int("batch_axis", 1), source.Rank);
        long[] lengths = inputs[1]!.ToLongs();
        int timeStride = (int)source.Product(time + 1, source.Rank), batchStride = (int)source.Product(batch + 1, source.Rank);
        var sources = new int[source.Count];
        for (int i = 0; i < sources.Length; i++)
        {
            int t = i / timeStride % source[time], length = checked((int)lengths[i / batchStride % source[batch]]);
            if (length < 0 || length > source[time]) throw new InvalidOperationException($"the length {length} does not fit a time axis of extent {source[time]}");
            sources[i] = t < length ? i + (length - 1 - 2 * t) * timeStride : i;
        }
        return new Movement(source, sources);
    }

    public override void Tie(TieContext context)
    {
        int rank = context.InputShape(0).Rank;
        context.PassThrough(0, 0, MovementAxes.Of(context.Attributes.Int("time_axis", 0), rank), MovementAxes.Of(context.Attributes.Int("batch_axis", 1), rank));
    }

    // A permutation that is its own inverse.
    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [context.Builder.Node(Id, [context.OutputGradient(0), context.Input(1)], 1, context.Attributes).Output, null];
}
