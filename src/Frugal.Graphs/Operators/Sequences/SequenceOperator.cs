using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>An operator on lists of tensors (<see cref="ElementType.Sequence"/>). The tensors in a list are shared, not copied.</summary>
internal abstract class SequenceOperator(string name, int sinceVersion = 11) : Operator
{
    public sealed override OperatorId Id { get; } = OperatorId.Onnx(name);

    public sealed override int SinceVersion => sinceVersion;

    public override OperatorCost Cost(CostContext context) => context.Of(0, 0);

    /// <summary>The tensors of an input that must be a sequence.</summary>
    protected static IReadOnlyList<DenseTensor> Items(DenseTensor? input, NodeContext context) => input is { Type: ElementType.Sequence }
        ? input.Items
        : throw new InvalidModelException($"{context.Node.Describe()} reads a sequence, but got {input?.ToString() ?? "nothing"}.");

    /// <summary>A position in a list; negative ones count from the end.</summary>
    /// <param name="index">The position as given.</param>
    /// <param name="places">How many positions there are.</param>
    /// <param name="count">The length of the list.</param>
    /// <param name="context">The node, for the message.</param>
    protected static int Position(DenseTensor index, int places, int count, NodeContext context)
    {
        long given = index.ToLongs()[0], position = given < 0 ? given + count : given;
        return position >= 0 && position < places ? (int)position
            : throw new InvalidModelException($"{context.Node.Describe()} asks for position {given} of a sequence of {count}.");
    }
}
