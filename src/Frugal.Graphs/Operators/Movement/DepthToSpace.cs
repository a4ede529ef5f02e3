using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// Moves channels into b×b blocks of pixels. Input channel of pixel (i, j) of output channel c: (i·b + j)·C' + c in mode <c>DCR</c>,
/// c·b² + i·b + j in mode <c>CRD</c>.
/// </summary>
internal sealed class DepthToSpace : MovementOperator
{
    public override OperatorId Id => OperatorId.Onnx("DepthToSpace");

    public override void Infer(InferContext context)
    {
        long block = context.Attributes.Int("blocksize", 1);
        context.Set(0, context.Type(0), context.Shape(0) is { } s ? new SymbolicShape(s[0], s[1] / (block * block), s[2] * block, s[3] * block) : null);
    }

    internal override Movement Plan(Shape source, ReadOnlySpan<DenseTensor?> inputs, NodeAttributes attributes)
    {
        int b = (int)attributes.Int("blocksize", 1), channels = source[1] / (b * b), height = source[2], width = source[3];
        var result = new Shape(source[0], channels, height * b, width * b);
        return attributes.Text("mode", "DCR") == "CRD"
            ? Movement.Permuted(new Shape(source[0], channels, b, b, height, width), [0, 1, 4, 2, 5, 3], result)
            : Movement.Permuted(new Shape(source[0], b, b, channels, height, width), [0, 3, 4, 1, 5, 2], result);
    }

    public override void Tie(TieContext context)
    {
        NodeAxis from = context.Input(0, 1), to = context.Output(0, 1);
        if (!context.Extent(from).IsNumber) return;
        int block = (int)context.Attributes.Int("blocksize", 1), channels = (int)context.Extent(to).Number, copies = block * block;
        bool columns = context.Attributes.Text("mode", "DCR") == "CRD";
        IndexBlocks output = columns ? new IndexBlocks(0, channels, RepeatEach: copies) : new IndexBlocks(0, channels, RepeatAll: copies);
        context.Same(from, new IndexBlocks(0, channels * copies), to, output);
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        context.Attributes.Text("mode", "DCR") == "CRD"
            ? DifferentiateByScatter(context)
            : [context.Builder.Call("SpaceToDepth", [context.OutputGradient(0)], ("blocksize", context.Attributes.Int("blocksize", 1)))];

    public override bool WriteForm(NodeForm form, int version)
    {
        if (version >= 11) return true;
        bool expressible = form.Attributes.Text("mode", "DCR") == "DCR";
        form.Attributes = form.Attributes.Without("mode");
        return expressible;
    }
}
