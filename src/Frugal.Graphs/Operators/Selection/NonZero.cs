using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>The indices of the elements that are not zero, in row-major order: an int64 matrix with a row for each axis of the input.</summary>
internal sealed class NonZero : Operator
{
    public override OperatorId Id => OperatorId.Onnx("NonZero");

    public override int SinceVersion => 9;

    public override void Infer(InferContext context) => context.Set(0, ElementType.Int64,
        context.Shape(0) is { } shape ? new SymbolicShape(Math.Max(1, shape.Rank), Dimension.Unknown) : null);

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        if (x.Shape.Rank == 0) x = x.Reshape(new Shape(1));
        double[] values = x.ToDoubles();
        int[] places = [.. Enumerable.Range(0, values.Length).Where(i => values[i] != 0)];
        Span<long> indices = outputs.Allocate(0, ElementType.Int64, new Shape(x.Shape.Rank, places.Length)).Span<long>();
        long[] strides = x.Shape.Strides();
        for (int axis = 0; axis < strides.Length; axis++)
            for (int i = 0; i < places.Length; i++) indices[axis * places.Length + i] = places[i] / strides[axis] % x.Shape[axis];
    }

    public override OperatorCost Cost(CostContext context) => context.Of(0, context.InputShape(0).Count);
}
