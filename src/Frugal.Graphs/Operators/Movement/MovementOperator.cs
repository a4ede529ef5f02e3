using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>An operator that only moves, repeats or leaves out elements of its first input; the other inputs say which.</summary>
internal abstract class MovementOperator : Operator
{
    private const int LargestKnown = 64;

    /// <summary>Where each element of the output comes from.</summary>
    /// <param name="source">The shape of the first input.</param>
    /// <param name="inputs">The node's inputs; the first is not looked at.</param>
    /// <param name="attributes">The node's attributes.</param>
    internal abstract Movement Plan(Shape source, ReadOnlySpan<DenseTensor?> inputs, NodeAttributes attributes);

    /// <summary>The element for places without a source, or null for zero.</summary>
    protected virtual DenseTensor? Fill(ReadOnlySpan<DenseTensor?> inputs) => null;

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context) =>
        outputs.Set(0, Plan(inputs[0]!.Shape, inputs, context.Attributes).Apply(inputs[0]!, Fill(inputs)));

    public override OperatorCost Cost(CostContext context) => context.Of(0, 0);

    /// <summary>The gradient as the operator <c>ai.frugal.XGradient(dY, shape of X, other inputs)</c> with the same attributes.</summary>
    protected IReadOnlyList<Value?> DifferentiateByScatter(GradientContext context)
    {
        Value?[] inputs = [context.OutputGradient(0), ShapeOf(context.Builder, context.Input(0)), .. context.Node.Inputs.Skip(1)];
        return [context.Builder.Node(OperatorId.Frugal(Id.Name + "Gradient"), inputs, 1, context.Attributes).Output];
    }

    /// <summary>What is known of the output's elements from what is known of the first input's.</summary>
    protected Dimension[]? KnownElements(InferContext context)
    {
        if (context.Known(0) is not { } known || context.Shape(0) is not { IsStatic: true } shape) return null;
        var inputs = new DenseTensor?[context.InputCount];
        for (int i = 1; i < inputs.Length; i++)
        {
            if (!context.Has(i)) continue;
            if (context.KnownNumbers(i) is not { } numbers || context.Shape(i) is not { IsStatic: true } inputShape) return null;
            inputs[i] = TensorValues.FromLongs(context.Type(i), inputShape.ToShape(), numbers);
        }
        Movement movement = Plan(shape.ToShape(), inputs, context.Attributes);
        if (movement.Sources.Length > LargestKnown || movement.Sources.Contains(Movement.Fill)) return null;
        return Array.ConvertAll(movement.Sources, i => known[i]);
    }

    /// <summary>A value's shape as an int64 tensor: a constant where it is known, else a node.</summary>
    internal static Value ShapeOf(GraphBuilder builder, Value value) => value.Shape is { IsStatic: true } shape
        ? builder.Integers(Array.ConvertAll(shape.ToArray(), d => d.Number))
        : builder.Call("Shape", value);
}
