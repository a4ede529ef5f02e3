using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>One of two subgraphs, by a truth value. Its outputs may have another shape in either branch.</summary>
internal sealed class If : Operator
{
    public override OperatorId Id => OperatorId.Onnx("If");

    public override void Infer(InferContext context)
    {
        if (context.Attributes.Find("then_branch") is not Graph first || context.Attributes.Find("else_branch") is not Graph second)
            throw context.Fail("lacks one of its subgraphs 'then_branch' and 'else_branch'");
        foreach (Graph branch in (Graph[])[first, second])
        {
            if (branch.Outputs.Count != context.OutputCount || branch.Inputs.Count != 0)
                throw context.Fail($"has {context.OutputCount} outputs and a branch of {branch.Inputs.Count} inputs and {branch.Outputs.Count} outputs");
            SubgraphInference.TryRun(branch);
        }
        if (context.KnownNumbers(0) is [var decided]) first = second = decided != 0 ? first : second;
        for (int i = 0; i < context.OutputCount; i++)
        {
            Value one = first.Outputs[i], other = second.Outputs[i];
            context.SetLike(i, one.Type == ElementType.Undefined ? other : one, SubgraphInference.Common(one.Shape, other.Shape));
        }
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor[] results = context.Run(context.Body(Condition(inputs[0]!) ? "then_branch" : "else_branch"), []);
        for (int i = 0; i < results.Length; i++) outputs.Set(i, results[i]);
    }

    public override OperatorCost Cost(CostContext context) => context.Of(0, 0);

    /// <summary>The truth value of a condition, which has one element.</summary>
    internal static bool Condition(DenseTensor tensor) => tensor.Count == 1
        ? tensor.ToLongs()[0] != 0
        : throw new InvalidModelException($"A condition must have one element; this one is {tensor}.");
}
