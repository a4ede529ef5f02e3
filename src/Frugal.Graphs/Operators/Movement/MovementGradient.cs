using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// The gradient of a movement: each element of dY is added to the place in dX that it came from. Inputs: dY, the shape of X (int64), then
/// the forward operator's inputs from the second on; the attributes are the forward operator's.
/// </summary>
internal abstract class MovementGradient(MovementOperator forward) : Operator
{
    public override OperatorId Id => OperatorId.Frugal(forward.Id.Name + "Gradient");

    /// <summary>The operator whose gradient this is.</summary>
    public MovementOperator Forward => forward;

    public override void Infer(InferContext context)
    {
        int? rank = context.Shape(1) is { IsStatic: true } shape ? (int)shape[0].Number : null;
        Dimension[]? extents = context.Known(1) ?? (rank is { } r ? new Dimension[r] : null);
        context.Set(0, context.Type(0), extents is null ? null : new SymbolicShape(extents));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        var source = new Shape(Array.ConvertAll(inputs[1]!.ToLongs(), d => checked((int)d)));
        DenseTensor?[] forwardInputs = [null, .. inputs[2..]];
        Movement movement = forward.Plan(source, forwardInputs, context.Attributes);
        outputs.Set(0, movement.AddBack(inputs[0]!, source));
    }

    // The map is linear in dY; its transpose is the forward movement, with zeros where the forward operator fills.
    public override IReadOnlyList<Value?>? Differentiate(GradientContext context)
    {
        Value?[] inputs = [context.OutputGradient(0), .. context.Node.Inputs.Skip(2)];
        return [context.Builder.Node(forward.Id, inputs, 1, context.Attributes).Output, .. new Value?[context.Node.Inputs.Count - 1]];
    }
}
