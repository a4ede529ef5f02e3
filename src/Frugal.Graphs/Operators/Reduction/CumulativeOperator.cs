using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// What <see cref="CumSum"/> and <see cref="CumProd"/> share: (x, axis) → the fold of all elements up to each one along the axis.
/// <c>exclusive</c> leaves the element itself out, <c>reverse</c> goes from the end.
/// </summary>
internal abstract class CumulativeOperator(string name, int sinceVersion) : Operator
{
    public sealed override OperatorId Id { get; } = OperatorId.Onnx(name);

    public sealed override int SinceVersion => sinceVersion;

    public override void Infer(InferContext context) => context.Set(0, context.Type(0), context.Shape(0));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        AlongAxis rows = AlongAxis.Of(x.Shape, MovementAxes.Of(inputs[1]!.ToLongs()[0], x.Shape.Rank));
        outputs.Set(0, x.Type.IsFloatingPoint()
            ? TensorValues.FromDoubles(x.Type, x.Shape, Fold(x.ToDoubles(), rows, context.Attributes, Neutral, Combine))
            : TensorValues.FromLongs(x.Type, x.Shape, Fold(x.ToLongs(), rows, context.Attributes, (long)Neutral, Combine)));
    }

    public override void Tie(TieContext context)
    {
        int rank = context.InputShape(0).Rank;
        if (context.Numbers(1) is not [var axis]) return;
        context.PassThrough(0, 0, MovementAxes.Of(axis, rank));
    }

    /// <summary>What folds with a value to the value.</summary>
    protected abstract double Neutral { get; }

    /// <summary>One step of the fold.</summary>
    protected abstract double Combine(double sum, double next);

    /// <summary>One step of the fold of integers, which wrap.</summary>
    protected abstract long Combine(long sum, long next);

    private static T[] Fold<T>(T[] values, AlongAxis rows, NodeAttributes attributes, T neutral, Func<T, T, T> combine)
    {
        bool exclusive = attributes.Flag("exclusive", false), reverse = attributes.Flag("reverse", false);
        var result = new T[values.Length];
        for (int row = 0; row < rows.Rows; row++)
        {
            T folded = neutral;
            for (int k = 0; k < rows.Length; k++)
            {
                int at = rows.Index(row, reverse ? rows.Length - 1 - k : k);
                if (exclusive) result[at] = folded;
                folded = combine(folded, values[at]);
                if (!exclusive) result[at] = folded;
            }
        }
        return result;
    }
}
