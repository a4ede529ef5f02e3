using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>(condition, a, b) → condition ? a : b, broadcast.</summary>
internal sealed class Where : Operator
{
    public override OperatorId Id => OperatorId.Onnx("Where");

    public override int SinceVersion => 9;

    public override void Infer(InferContext context)
    {
        if (context.Type(1) != context.Type(2)) throw context.Fail($"chooses between {context.Type(1).DisplayName()} and {context.Type(2).DisplayName()}");
        SymbolicShape? shape = Broadcasting.Infer(context);
        context.Set(0, context.Type(1), shape, KnownResult(context, shape));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor a = inputs[1]!, b = inputs[2]!;
        Shape shape = Broadcasting.Of(inputs[0]!.Shape, a.Shape, b.Shape);
        long[] condition = Broadcasting.Longs(inputs[0]!, shape);
        if (a.Type.IsFloatingPoint()) outputs.Set(0, a.Type, shape, Choose(condition, Broadcasting.Doubles(a, shape), Broadcasting.Doubles(b, shape)));
        else outputs.Set(0, TensorValues.FromLongs(a.Type, shape, Choose(condition, Broadcasting.Longs(a, shape), Broadcasting.Longs(b, shape))));
    }

    public override void Tie(TieContext context) => context.Elementwise();

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        GraphBuilder builder = context.Builder;
        Value dy = context.OutputGradient(0)!, condition = context.Input(0), zero = builder.Scalar(0, dy.Type);
        return
        [
            null,
            context.Needs(1) ? Broadcasting.SumTo(builder, builder.Call("Where", condition, dy, zero), context.Input(1)) : null,
            context.Needs(2) ? Broadcasting.SumTo(builder, builder.Call("Where", condition, zero, dy), context.Input(2)) : null,
        ];
    }

    private static T[] Choose<T>(long[] condition, T[] a, T[] b)
    {
        var result = new T[condition.Length];
        for (int i = 0; i < result.Length; i++) result[i] = condition[i] != 0 ? a[i] : b[i];
        return result;
    }

    private static Dimension[]? KnownResult(InferContext context, SymbolicShape? shape)
    {
        if (shape is not { Rank: <= 1, IsStatic: true } || context.Known(0) is not { } condition
            || context.Known(1) is not { } a || context.Known(2) is not { } b) return null;
        var result = new Dimension[shape.Rank == 0 ? 1 : shape[0].Number];
        for (int i = 0; i < result.Length; i++)
        {
            Dimension holds = condition[condition.Length == 1 ? 0 : i];
            result[i] = !holds.IsNumber ? Dimension.Unknown : holds.Number != 0 ? a[a.Length == 1 ? 0 : i] : b[b.Length == 1 ? 0 : i];
        }
        return result;
    }
}
