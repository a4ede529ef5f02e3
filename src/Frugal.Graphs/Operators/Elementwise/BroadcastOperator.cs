using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>An operator of one or more inputs of one type that are broadcast together and folded from the left, element by element.</summary>
internal abstract class BroadcastOperator(string name, int sinceVersion = 1) : Operator
{
    public sealed override OperatorId Id { get; } = OperatorId.Onnx(name);

    public sealed override int SinceVersion => sinceVersion;

    public override void Infer(InferContext context)
    {
        for (int i = 1; i < context.InputCount; i++)
            if (context.Type(i) != context.Type(0))
                throw context.Fail($"combines {context.Type(0).DisplayName()} and {context.Type(i).DisplayName()}");
        SymbolicShape? shape = Broadcasting.Infer(context);
        context.Set(0, context.Type(0), shape, KnownResult(context, shape));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        Shape shape = Broadcasting.Of(Array.ConvertAll(inputs.ToArray(), i => i!.Shape));
        ElementType type = inputs[0]!.Type;
        if (type.IsFloatingPoint())
        {
            double[] result = [.. Broadcasting.Doubles(inputs[0]!, shape)];
            foreach (DenseTensor? input in inputs[1..])
            {
                double[] next = Broadcasting.Doubles(input!, shape);
                for (int i = 0; i < result.Length; i++) result[i] = Apply(result[i], next[i], context.Attributes);
            }
            outputs.Set(0, type, shape, Finish(result, inputs.Length));
            return;
        }
        long[] integers = [.. Broadcasting.Longs(inputs[0]!, shape)];
        foreach (DenseTensor? input in inputs[1..])
        {
            long[] next = Broadcasting.Longs(input!, shape);
            for (int i = 0; i < integers.Length; i++)
                integers[i] = type == ElementType.UInt64
                    ? (long)ApplyUnsigned((ulong)integers[i], (ulong)next[i], context.Attributes)
                    : Apply(integers[i], next[i], context.Attributes);
        }
        outputs.Set(0, TensorValues.FromLongs(type, shape, integers));
    }

    public override void Tie(TieContext context) => context.Elementwise();

    public override OperatorCost Cost(CostContext context) => context.Elementwise(Math.Max(1, context.Node.Inputs.Count - 1));

    /// <summary>The function.</summary>
    protected abstract double Apply(double left, double right, NodeAttributes attributes);

    /// <summary>The function of integers up to 64 bits, for operators that take them; the result wraps to the type.</summary>
    protected virtual long Apply(long left, long right, NodeAttributes attributes) =>
        throw new InvalidOperationException($"{Id} takes floating-point numbers.");

    /// <summary>The function of uint64 where it differs from that of int64 with the same bits.</summary>
    protected virtual ulong ApplyUnsigned(ulong left, ulong right, NodeAttributes attributes) => (ulong)Apply((long)left, (long)right, attributes);

    /// <summary>The function of extents, unknown unless it says otherwise.</summary>
    protected virtual Dimension Apply(Dimension left, Dimension right) => Dimension.Unknown;

    /// <summary>What happens to the folded values at the end.</summary>
    protected virtual double[] Finish(double[] folded, int inputCount) => folded;

    /// <summary>The gradient of an extremum: to the first input that attains it.</summary>
    protected static IReadOnlyList<Value?> ToFirstEqual(GradientContext context)
    {
        GraphBuilder builder = context.Builder;
        Value dy = context.OutputGradient(0)!, y = context.Output(0), zero = builder.Scalar(0, dy.Type);
        var gradients = new Value?[context.Node.Inputs.Count];
        Value? taken = null;
        for (int i = 0; i < gradients.Length; i++)
        {
            Value equal = builder.Call("Equal", context.Input(i), y);
            Value first = taken is null ? equal : builder.Call("And", equal, builder.Call("Not", taken));
            if (context.Needs(i)) gradients[i] = Broadcasting.SumTo(builder, builder.Call("Where", first, dy, zero), context.Input(i));
            taken = taken is null ? equal : builder.Call("Or", taken, equal);
        }
        return gradients;
    }

    /// <summary>Whether all inputs are known to have one shape, so that nothing is broadcast.</summary>
    protected static bool HasEqualShapes(NodeForm form) =>
        form.Inputs.TrueForAll(i => i!.Shape is { } shape && shape.Equals(form.Inputs[0]!.Shape) && shape.All(d => !d.IsUnknown));

    private Dimension[]? KnownResult(InferContext context, SymbolicShape? shape)
    {
        if (shape is not { Rank: <= 1, IsStatic: true } || context.Known(0) is not { } result) return null;
        int length = shape.Rank == 0 ? 1 : (int)shape[0].Number;
        result = [.. Enumerable.Range(0, length).Select(i => result[result.Length == 1 ? 0 : i])];
        for (int k = 1; k < context.InputCount; k++)
        {
            if (context.Known(k) is not { } next) return null;
            for (int i = 0; i < length; i++) result[i] = Apply(result[i], next[next.Length == 1 ? 0 : i]);
        }
        return Array.TrueForAll(result, d => d.IsUnknown) ? null : result;
    }
}
