using Frugal.Tensors;

namespace Frugal.Graphs;

/// <summary>An operator that Frugal does not know: its nodes survive reading and writing, but cannot be run or differentiated.</summary>
internal sealed class UnknownOperator(OperatorId id, int version) : Operator
{
    public override OperatorId Id => id;

    /// <summary>The version of its domain in the file that used it.</summary>
    public int Version => version;

    public override void Infer(InferContext context)
    {
        for (int i = 0; i < context.OutputCount; i++) context.Set(i, ElementType.Undefined, null);
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context) =>
        throw new UnsupportedOperatorException(
            $"{context.Node.Describe()} (operator set {Version}) is not supported; the network can be inspected and stored, but not run.");

    public override OperatorCost Cost(CostContext context) => default;
}
