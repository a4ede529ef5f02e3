using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// A subgraph run again and again: at most a number of times (first input), while a condition holds (second). The body takes the iteration
/// number, the condition and the carried values, and gives the next condition, the carried values, and slices of further outputs,
/// which are stacked along a new first axis.
/// </summary>
internal sealed class Loop : Operator
{
    public override OperatorId Id => OperatorId.Onnx("Loop");

    public override void Infer(InferContext context)
    {
        if (context.Attributes.Find("body") is not Graph body) throw context.Fail("lacks its subgraph 'body'");
        int carried = Math.Max(0, context.InputCount - 2);
        if (body.Inputs.Count != carried + 2 || body.Outputs.Count != context.OutputCount + 1 || context.OutputCount < carried)
            throw context.Fail($"carries {carried} values and has {context.OutputCount} outputs, but its body has {body.Inputs.Count} inputs and {body.Outputs.Count} outputs");
        FeedBody(context, body, carried, keepShapes: true);
        // A carried value keeps a shape only where the body gives it back unchanged.
        if (!KeepsShapes(context, body, carried)) FeedBody(context, body, carried, keepShapes: false);
        for (int i = 0; i < context.OutputCount; i++)
        {
            Value result = body.Outputs[i + 1];
            if (i >= carried) context.Set(i, result.Type, result.Shape is { } slice ? new SymbolicShape([Dimension.Unknown, .. slice]) : null);
            else context.SetLike(i, result.Type == ElementType.Undefined ? context.Node.Inputs[i + 2]! : result, SubgraphInference.Common(result.Shape, context.Shape(i + 2)));
        }
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        Graph body = context.Body("body");
        long limit = inputs.Length > 0 && inputs[0] is { } trips ? trips.ToLongs()[0] : long.MaxValue;
        bool goOn = inputs.Length <= 1 || inputs[1] is not { } condition || If.Condition(condition);
        int carried = Math.Max(0, inputs.Length - 2);
        var state = new DenseTensor[carried + 2];
        for (int i = 0; i < carried; i++) state[i + 2] = inputs[i + 2]!;
        var slices = new List<DenseTensor>[context.Node.Outputs.Count - carried];
        for (int i = 0; i < slices.Length; i++) slices[i] = [];
        for (long iteration = 0; iteration < limit && goOn; iteration++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            state[0] = DenseTensor.Scalar(iteration);
            state[1] = DenseTensor.Scalar(true);
            DenseTensor[] results = context.Run(body, state);
            goOn = If.Condition(results[0]);
            for (int i = 0; i < carried; i++) state[i + 2] = results[i + 1];
            for (int i = 0; i < slices.Length; i++) slices[i].Add(results[carried + 1 + i]);
        }
        for (int i = 0; i < carried; i++) outputs.Set(i, state[i + 2]);
        for (int i = 0; i < slices.Length; i++) outputs.Set(carried + i, Stacking.Stack(slices[i], body.Outputs[carried + 1 + i], axis: 0));
    }

    public override OperatorCost Cost(CostContext context) => context.Of(0, 0);

    private static void FeedBody(InferContext context, Graph body, int carried, bool keepShapes)
    {
        Scalar(body.Inputs[0], ElementType.Int64);
        Scalar(body.Inputs[1], ElementType.Bool);
        for (int i = 0; i < carried; i++)
            if (context.Has(i + 2)) SubgraphInference.Feed(body.Inputs[i + 2], context.Node.Inputs[i + 2]!, keepShapes ? context.Shape(i + 2) : null);
        SubgraphInference.Run(body);
    }

    private static bool KeepsShapes(InferContext context, Graph body, int carried) =>
        Enumerable.Range(0, carried).All(i => context.Shape(i + 2) is null || (context.Shape(i + 2)!.Equals(body.Outputs[i + 1].Shape) && context.Shape(i + 2)!.All(d => !d.IsUnknown)));

    // Exporters write the iteration number and the condition as scalars or as vectors of one element.
    private static void Scalar(Value input, ElementType type)
    {
        if (input.Type == ElementType.Undefined) input.Type = type;
        input.Shape = SymbolicShape.Scalar;
    }
}
