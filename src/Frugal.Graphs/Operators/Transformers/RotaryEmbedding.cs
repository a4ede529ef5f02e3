namespace Frugal.Graphs.Operators;

/// <summary>
/// Rotation of pairs of features by an angle that grows with the position (Su et al. 2021, "RoFormer"). Inputs: x [N,H,S,D] or, with <c>num_heads</c>,
/// [N,S,H·D]; cosines and sines [positions, R/2] with position ids [N,S], or [N,S,R/2] without. Only the first R = <c>rotary_embedding_dim</c> features
/// turn (all, when 0); pairs are neighbours with <c>interleaved</c>, else (i, i + R/2).
/// </summary>
internal sealed class RotaryEmbedding : ComposedOperator
{
    public override OperatorId Id => OperatorId.Onnx("RotaryEmbedding");

    public override int SinceVersion => 23;

    public override void Infer(InferContext context) => context.Set(0, context.Type(0), context.Shape(0));

    protected override Value?[] Compose(Composition c)
    {
        bool threeAxes = c.ShapeOf(c[0]).Rank == 3;
        Value x = threeAxes ? AttentionParts.SplitHeads(c, c[0], c.Attributes.Int("num_heads", 0)) : c[0];
        long features = c.Extent(x, 3), turning = c.Attributes.Int("rotary_embedding_dim", 0);
        if (turning == 0) turning = features;
        Value head = turning == features ? x : c.Slice(x, 0, turning, 3);
        Value cosine = Angles(c, c[1]), sine = Angles(c, c[2]);
        Value turned = c.Attributes.Flag("interleaved", false) ? TurnNeighbours(c, head, cosine, sine, turning) : TurnHalves(c, head, cosine, sine);
        Value y = turning == features ? turned : c.Concat(3, turned, c.Slice(x, turning, features, 3));
        return [threeAxes ? AttentionParts.JoinHeads(c, y) : y];
    }

    // [N,1,S,R/2], for all heads alike.
    private static Value Angles(Composition c, Value cache) => c.Unsqueeze(c.Has(3) ? c.Call("Gather", cache, c[3]) : cache, 1);

    private static Value TurnHalves(Composition c, Value x, Value cosine, Value sine)
    {
        Value[] halves = c.Split(x, 2, 3);
        var (first, second) = Turn(c, halves[0], halves[1], cosine, sine);
        return c.Concat(3, first, second);
    }

    private static Value TurnNeighbours(Composition c, Value x, Value cosine, Value sine, long turning)
    {
        Value pairs = c.Reshape(x, 0, 0, 0, turning / 2, 2);
        Value[] parts = [.. c.Split(pairs, 2, 4).Select(p => c.Call("Squeeze", p, c.Builder.Integers(4)))];
        var (first, second) = Turn(c, parts[0], parts[1], cosine, sine);
        return c.Reshape(c.Concat(4, c.Unsqueeze(first, 4), c.Unsqueeze(second, 4)), 0, 0, 0, turning);
    }

    private static (Value First, Value Second) Turn(Composition c, Value first, Value second, Value cosine, Value sine) =>
        (c.Sub(c.Mul(first, cosine), c.Mul(second, sine)), c.Add(c.Mul(first, sine), c.Mul(second, cosine)));
}
