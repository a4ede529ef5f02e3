using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// A subgraph for each tensor of the first list; further lists give the tensor at the same position, further tensors themselves. Its outputs
/// are collected in lists.
/// </summary>
internal sealed class SequenceMap() : SequenceOperator("SequenceMap", 17)
{
    public override void Infer(InferContext context)
    {
        if (context.Attributes.Find("body") is not Graph body) throw context.Fail("lacks its subgraph 'body'");
        if (body.Inputs.Count != context.InputCount || body.Outputs.Count != context.OutputCount)
            throw context.Fail($"has {context.InputCount} inputs and {context.OutputCount} outputs, but its body has {body.Inputs.Count} and {body.Outputs.Count}");
        for (int i = 0; i < context.InputCount; i++)
        {
            Value input = body.Inputs[i], source = context.Node.Inputs[i]!;
            if (source.Type != ElementType.Sequence) SubgraphInference.Feed(input, source, source.Shape);
            else if (input.Type == ElementType.Undefined) input.Type = source.ItemType;
        }
        SubgraphInference.Run(body);
        for (int o = 0; o < context.OutputCount; o++) context.SetContainer(o, ElementType.Sequence, body.Outputs[o].Type);
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        int count = Items(inputs[0], context).Count;
        var results = new DenseTensor[context.Node.Outputs.Count][];
        for (int o = 0; o < results.Length; o++) results[o] = new DenseTensor[count];
        for (int position = 0; position < count; position++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var arguments = new DenseTensor[inputs.Length];
            for (int i = 0; i < arguments.Length; i++)
                arguments[i] = inputs[i]!.Type == ElementType.Sequence ? At(inputs[i]!, position, context) : inputs[i]!;
            DenseTensor[] given = context.Run(context.Body("body"), arguments);
            for (int o = 0; o < results.Length; o++) results[o][position] = given[o];
        }
        for (int o = 0; o < results.Length; o++) outputs.Set(o, DenseTensor.Sequence(results[o]));
    }

    private static DenseTensor At(DenseTensor sequence, int position, NodeContext context) => position < sequence.Items.Count
        ? sequence.Items[position]
        : throw new InvalidModelException($"{context.Node.Describe()} walks along sequences of different lengths.");
}
