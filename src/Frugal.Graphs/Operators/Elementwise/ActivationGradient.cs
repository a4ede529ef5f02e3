using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// (dy, v) → dy · f′(v), where v is the input of the function f, or its output (see <see cref="Activation.DerivativeFromOutput"/>).
/// It has the attributes of f's node.
/// </summary>
internal sealed class ActivationGradient(Activation function) : Operator
{
    public override OperatorId Id { get; } = IdOf(function);

    /// <summary>The id of the gradient of a function.</summary>
    public static OperatorId IdOf(Activation function) => OperatorId.Frugal(function.Id.Name + "Gradient");

    public override void Infer(InferContext context) => context.Set(0, context.Type(1), context.Shape(1));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor v = inputs[1]!;
        double[] dy = inputs[0]!.ToDoubles(), values = v.ToDoubles();
        for (int i = 0; i < values.Length; i++) values[i] = dy[i] * function.Derivative(values[i], context.Attributes);
        outputs.Set(0, v.Type, v.Shape, values);
    }

    public override IReadOnlyList<Value?>? Differentiate(GradientContext context)
    {
        GraphBuilder builder = context.Builder;
        Value g = context.OutputGradient(0)!, dy = context.Input(0), v = context.Input(1);
        Value? toV = null;
        if (context.Needs(1))
        {
            if (function.SecondDerivative(builder, v) is not { } second) return null;
            toV = builder.Call("Mul", builder.Call("Mul", g, dy), second);
        }
        return [context.Needs(0) ? builder.Node(Id, [g, v], 1, context.Attributes).Output : null, toV];
    }

    public override OperatorCost Cost(CostContext context) => context.Elementwise(3);
}
