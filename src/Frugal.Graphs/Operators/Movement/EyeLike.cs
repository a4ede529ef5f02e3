using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>A matrix of the input's shape with ones on its diagonal number <c>k</c> and zeros elsewhere; <c>dtype</c> names another element type.</summary>
internal sealed class EyeLike : Operator
{
    public override OperatorId Id => OperatorId.Onnx("EyeLike");

    public override int SinceVersion => 9;

    public override void Infer(InferContext context)
    {
        if (context.Shape(0) is { } shape && shape.Rank != 2) throw context.Fail($"makes a matrix, not a tensor of shape {shape}");
        context.Set(0, TypeOf(context.Attributes, context.Type(0)), context.Shape(0));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        long k = context.Attributes.Int("k", 0);
        int columns = x.Shape[1];
        var ones = new long[x.Shape.Count];
        for (int i = 0; i < ones.Length; i++) ones[i] = i % columns - i / columns == k ? 1 : 0;
        outputs.Set(0, TensorValues.FromLongs(TypeOf(context.Attributes, x.Type), x.Shape, ones));
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) => [null];

    public override OperatorCost Cost(CostContext context) => context.Of(0, 0);

    private static ElementType TypeOf(NodeAttributes attributes, ElementType otherwise) => (ElementType)attributes.Int("dtype", (long)otherwise);
}
