using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>An operator of two inputs of one type that are broadcast together; the result is boolean.</summary>
internal abstract class Comparison(string name, int sinceVersion = 1) : Operator
{
    public sealed override OperatorId Id { get; } = OperatorId.Onnx(name);

    public sealed override int SinceVersion => sinceVersion;

    public override void Infer(InferContext context)
    {
        if (context.Type(0) != context.Type(1))
            throw context.Fail($"compares {context.Type(0).DisplayName()} and {context.Type(1).DisplayName()}");
        SymbolicShape? shape = Broadcasting.Infer(context);
        context.Set(0, ElementType.Bool, shape, KnownResult(context, shape));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor a = inputs[0]!, b = inputs[1]!;
        Shape shape = Broadcasting.Of(a.Shape, b.Shape);
        var result = new long[shape.Count];
        if (a.Type.IsFloatingPoint())
        {
            double[] left = Broadcasting.Doubles(a, shape), right = Broadcasting.Doubles(b, shape);
            for (int i = 0; i < result.Length; i++) result[i] = Holds(left[i], right[i]) ? 1 : 0;
        }
        else
        {
            // Flipping the highest bit orders unsigned 64-bit numbers as signed ones.
            long flip = a.Type == ElementType.UInt64 ? long.MinValue : 0;
            long[] left = Broadcasting.Longs(a, shape), right = Broadcasting.Longs(b, shape);
            for (int i = 0; i < result.Length; i++) result[i] = Holds(left[i] ^ flip, right[i] ^ flip) ? 1 : 0;
        }
        outputs.Set(0, TensorValues.FromLongs(ElementType.Bool, shape, result));
    }

    /// <summary>The comparison of floating-point numbers.</summary>
    protected abstract bool Holds(double left, double right);

    /// <summary>The comparison of integers and booleans.</summary>
    protected abstract bool Holds(long left, long right);

    /// <summary>The comparison of extents, or null where it is open.</summary>
    protected virtual bool? Holds(Dimension left, Dimension right) => left.IsNumber && right.IsNumber ? Holds(left.Number, right.Number) : null;

    private Dimension[]? KnownResult(InferContext context, SymbolicShape? shape)
    {
        if (shape is not { Rank: <= 1, IsStatic: true } || context.Known(0) is not { } left || context.Known(1) is not { } right) return null;
        var result = new Dimension[shape.Rank == 0 ? 1 : shape[0].Number];
        for (int i = 0; i < result.Length; i++)
            result[i] = Holds(left[left.Length == 1 ? 0 : i], right[right.Length == 1 ? 0 : i]) switch { true => 1, false => 0, null => Dimension.Unknown };
        return result;
    }

    public override void Tie(TieContext context) => context.Elementwise();
}
