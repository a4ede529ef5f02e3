using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// The gradients of <see cref="Conv"/>: from dy, x and w (attributes as there) dx, dw and db = Σ dy, each left out where nobody asks.
/// x is read for dw, w for dx; for the other outputs they only lend their shapes. Linear in dy, x and w, so that its own gradient is
/// made of Conv and ConvGradient again.
/// </summary>
internal sealed class ConvGradient : Operator
{
    public override OperatorId Id => OperatorId.Frugal("ConvGradient");

    public override void Infer(InferContext context)
    {
        context.Set(0, context.Type(0), context.Shape(1));
        context.Set(1, context.Type(0), context.Shape(2));
        context.Set(2, context.Type(0), context.Shape(2) is { } w ? new SymbolicShape(w[0]) : null);
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor dy = inputs[0]!, x = inputs[1]!, w = inputs[2]!;
        var arithmetic = new ConvolutionArithmetic(context.Attributes, x.Shape, w.Shape);
        if (dy.Shape != arithmetic.OutputShape)
            throw new ArgumentException($"The gradient has the shape {dy.Shape}, the convolution's output {arithmetic.OutputShape}.");
        double[] gradient = dy.ToDoubles();
        if (outputs.Wants(0)) outputs.Set(0, dy.Type, x.Shape, arithmetic.InputGradient(gradient, w.ToDoubles()));
        if (outputs.Wants(1)) outputs.Set(1, dy.Type, w.Shape, arithmetic.WeightGradient(gradient, x.ToDoubles()));
        if (outputs.Wants(2)) outputs.Set(2, dy.Type, new Shape(w.Shape[0]), arithmetic.BiasGradient(gradient));
    }

    // With u, v, t the gradients of dx, dw, db: to dy Conv(u, w) + Conv(x, v) + t; to x the transpose of <dy, Conv(x, v)>, to w that of <dy, Conv(u, w)>.
    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        Value dy = context.Input(0), x = context.Input(1), w = context.Input(2);
        Value? u = context.OutputGradient(0), v = context.OutputGradient(1), t = context.OutputGradient(2);
        Value? toDy = null, toX = null, toW = null;
        if (context.Needs(0))
        {
            toDy = GradientNode.Sum(context, Convolve(context, u, w, t), Convolve(context, x, v, u is null ? t : null));
            if (toDy is null && t is not null) toDy = SpreadBias(context, t, dy);
        }
        if (context.Needs(1) && v is not null) toX = GradientNode.Append(context, "ConvGradient", [dy, x, v], context.Attributes, true)[0];
        if (context.Needs(2) && u is not null) toW = GradientNode.Append(context, "ConvGradient", [dy, u, w], context.Attributes, false, true)[1];
        return [toDy, toX, toW];
    }

    public override OperatorCost Cost(CostContext context)
    {
        Shape dy = context.InputShape(0), w = context.InputShape(2);
        long products = dy.Count * w.Product(1, w.Rank);
        int convolutions = context.Node.Outputs.Take(2).Count(o => o is not null);
        return context.Of(products * convolutions, context.Node.Outputs.ElementAtOrDefault(2) is null ? 0 : dy.Count);
    }

    private static Value? Convolve(GradientContext context, Value? x, Value? w, Value? bias) =>
        x is null || w is null ? null
        : context.Builder.Node(OperatorId.Onnx("Conv"), bias is null ? [x, w] : [x, w, bias], 1, context.Attributes).Output;

    private static Value SpreadBias(GradientContext context, Value bias, Value like)
    {
        long[] shape = [1, -1, .. Enumerable.Repeat(1L, like.Shape!.Rank - 2)];
        Value column = context.Builder.Call("Reshape", bias, context.Builder.Integers(shape));
        return context.Builder.Call("Expand", column, context.Builder.Call("Shape", like));
    }
}
