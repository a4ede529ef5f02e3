using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>From dy, x, w, offset and mask of <see cref="DeformConv"/> (attributes as there) the gradients of x, w, offset and mask, each left out where nobody asks.</summary>
internal sealed class DeformConvGradient : Operator
{
    public override OperatorId Id => OperatorId.Frugal("DeformConvGradient");

    public override void Infer(InferContext context)
    {
        for (int i = 1; i < context.InputCount; i++)
            if (context.Has(i)) context.Set(i - 1, context.Type(0), context.Shape(i));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[1]!, w = inputs[2]!, offset = inputs[3]!;
        DenseTensor? mask = inputs.Length > 4 ? inputs[4] : null;
        var arithmetic = new DeformConvArithmetic(context.Attributes, x.Shape, w.Shape, offset.Shape);
        var (dx, dw, dOffset, dMask) = arithmetic.Gradients(inputs[0]!.ToDoubles(), x.ToDoubles(), w.ToDoubles(), offset.ToDoubles(), mask?.ToDoubles());
        outputs.Set(0, x.Type, x.Shape, dx);
        outputs.Set(1, x.Type, w.Shape, dw);
        outputs.Set(2, x.Type, offset.Shape, dOffset);
        if (dMask is not null) outputs.Set(3, x.Type, mask!.Shape, dMask);
    }

    public override OperatorCost Cost(CostContext context)
    {
        Shape w = context.InputShape(2);
        return context.Of(2 * context.InputShape(0).Count * w.Product(1, w.Rank), 0);
    }
}
