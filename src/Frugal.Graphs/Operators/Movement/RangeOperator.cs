using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>ONNX's <c>Range</c>: start, start + delta, … up to, without, limit.</summary>
internal sealed class RangeOperator : Operator
{
    private const int LargestKnown = 64;

    public override OperatorId Id => OperatorId.Onnx("Range");

    public override int SinceVersion => 11;

    public override void Infer(InferContext context)
    {
        Dimension count = Dimension.Unknown;
        Dimension[]? known = null;
        if (context.Known(0) is [var start] && context.Known(1) is [var limit] && context.Known(2) is [{ IsNumber: true } delta])
        {
            if (start.IsNumber && limit.IsNumber)
            {
                long number = Count(start.Number, limit.Number, delta.Number);
                count = number;
                if (number <= LargestKnown) known = [.. Enumerable.Range(0, (int)number).Select(i => (Dimension)(start.Number + i * delta.Number))];
            }
            else if (start == 0 && delta == 1) count = limit;
        }
        context.Set(0, context.Type(0), new SymbolicShape(count), known);
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        ElementType type = inputs[0]!.Type;
        if (type.IsFloatingPoint())
        {
            double start = inputs[0]!.ToDoubles()[0], limit = inputs[1]!.ToDoubles()[0], delta = inputs[2]!.ToDoubles()[0];
            var values = new double[(int)Math.Max(0, Math.Ceiling((limit - start) / delta))];
            for (int i = 0; i < values.Length; i++) values[i] = start + i * delta;
            outputs.Set(0, type, new Shape(values.Length), values);
            return;
        }
        long first = inputs[0]!.ToLongs()[0], step = inputs[2]!.ToLongs()[0];
        var numbers = new long[Count(first, inputs[1]!.ToLongs()[0], step)];
        for (int i = 0; i < numbers.Length; i++) numbers[i] = first + i * step;
        outputs.Set(0, TensorValues.FromLongs(type, new Shape(numbers.Length), numbers));
    }

    private static long Count(long start, long limit, long delta) => delta == 0
        ? throw new InvalidOperationException("a step of 0 never arrives")
        : Math.Max(0, delta > 0 ? (limit - start + delta - 1) / delta : (start - limit - delta - 1) / -delta);
}
