using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>Moves b×b blocks of pixels into channels: pixel (i, j) of channel c becomes channel (i·b + j)·C + c.</summary>
internal sealed class SpaceToDepth : MovementOperator
{
    public override OperatorId Id => OperatorId.Onnx("SpaceToDepth");

    public override void Infer(InferContext context)
    {
        long block = context.Attributes.Int("blocksize", 1);
        context.Set(0, context.Type(0), context.Shape(0) is { } s ? new SymbolicShape(s[0], s[1] * (block * block), s[2] / block, s[3] / block) : null);
    }

    internal override Movement Plan(Shape source, ReadOnlySpan<DenseTensor?> inputs, NodeAttributes attributes)
    {
        int b = (int)attributes.Int("blocksize", 1), height = source[2] / b, width = source[3] / b;
        var result = new Shape(source[0], source[1] * b * b, height, width);
        return Movement.Permuted(new Shape(source[0], source[1], height, b, width, b), [0, 3, 5, 1, 2, 4], result);
    }

    public override void Tie(TieContext context)
    {
        NodeAxis from = context.Input(0, 1), to = context.Output(0, 1);
        if (!context.Extent(from).IsNumber) return;
        int block = (int)context.Attributes.Int("blocksize", 1), channels = (int)context.Extent(from).Number, copies = block * block;
        context.Same(to, new IndexBlocks(0, channels * copies), from, new IndexBlocks(0, channels, RepeatAll: copies));
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [context.Builder.Call("DepthToSpace", [context.OutputGradient(0)], ("blocksize", context.Attributes.Int("blocksize", 1)))];
}
