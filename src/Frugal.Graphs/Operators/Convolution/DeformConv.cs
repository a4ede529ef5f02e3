using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// Deformable convolution over two spatial axes (Dai et al. 2017; with a mask Zhu et al. 2019): each tap reads bilinearly at its place plus an
/// offset. Inputs: x [N,C,H,W], w [M,C/group,kH,kW], offset [N, offset_group·kH·kW·2, oH, oW] (row, then column), optionally bias [M] and
/// mask [N, offset_group·kH·kW, oH, oW].
/// </summary>
internal sealed class DeformConv : Operator
{
    public override OperatorId Id => OperatorId.Onnx("DeformConv");

    public override int SinceVersion => 19;

    public override void Infer(InferContext context)
    {
        SymbolicShape? x = context.Shape(0), w = context.Shape(1);
        if (x is null || w is null)
        {
            context.Set(0, context.Type(0), null);
            return;
        }
        if (x.Rank != 4 || w.Rank != 4) throw context.Fail($"has an input of shape {x} and weights of shape {w}; two spatial axes are supported");
        var y = new Dimension[4];
        (y[0], y[1]) = (x[0], w[0]);
        if (Conv.Kernel(context.Attributes, w) is { } kernel)
        {
            WindowAxis[] axes = WindowAxis.Read(context.Attributes, kernel);
            for (int i = 2; i < 4; i++) y[i] = axes[i - 2].Over(x[i]);
        }
        context.Set(0, context.Type(0), new SymbolicShape(y));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!, w = inputs[1]!, offset = inputs[2]!;
        var arithmetic = new DeformConvArithmetic(context.Attributes, x.Shape, w.Shape, offset.Shape);
        outputs.Set(0, x.Type, arithmetic.OutputShape, arithmetic.Forward(x.ToDoubles(), w.ToDoubles(), offset.ToDoubles(),
            inputs.Length > 3 ? inputs[3]?.ToDoubles() : null, inputs.Length > 4 ? inputs[4]?.ToDoubles() : null));
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        Value?[] inputs = [context.OutputGradient(0), context.Input(0), context.Input(1), context.Input(2), context.Node.Input(4)];
        IReadOnlyList<Value?> gradients = GradientNode.Append(context, "DeformConvGradient", inputs, context.Attributes,
            context.Needs(0), context.Needs(1), context.Needs(2), context.Needs(4));
        Value? toBias = context.Needs(3) ? context.Builder.Call("ReduceSum", [context.OutputGradient(0), context.Builder.Integers(0, 2, 3)], ("keepdims", 0)) : null;
        return [gradients[0], gradients[1], gradients[2], toBias, gradients[3]];
    }

    public override OperatorCost Cost(CostContext context)
    {
        Shape w = context.InputShape(1), y = context.OutputShape(0);
        long products = y.Count * w.Product(1, w.Rank);
        return context.Of(products, 8 * products / Math.Max(1, w[0]));
    }
}
