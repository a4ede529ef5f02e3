using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// A subgraph run once for each slice of its scan inputs, in either direction, with carried values; its further outputs are slices of
/// results. The number of iterations is the extent of the scanned axes.
/// </summary>
internal sealed class Scan : Operator
{
    public override OperatorId Id => OperatorId.Onnx("Scan");

    public override int SinceVersion => 8;

    public override void Infer(InferContext context)
    {
        if (context.Attributes.Find("body") is not Graph body) throw context.Fail("lacks its subgraph 'body'");
        var plan = new ScanPlan(context.Node, body);
        Dimension length = Dimension.Unknown;
        for (int i = 0; i < context.InputCount; i++)
        {
            SymbolicShape? shape = context.Shape(i);
            if (i >= plan.Carried && shape is not null)
            {
                int axis = plan.InputAxis(i - plan.Carried, shape.Rank);
                if (shape[axis].IsNumber || length.IsUnknown) length = shape[axis];
                shape = new SymbolicShape([.. shape.Take(axis), .. shape.Skip(axis + 1)]);
            }
            SubgraphInference.Feed(body.Inputs[i], context.Node.Inputs[i]!, shape);
        }
        SubgraphInference.Run(body);
        for (int o = 0; o < context.OutputCount; o++)
        {
            Value result = body.Outputs[o];
            if (o < plan.Carried) context.SetLike(o, result.Type == ElementType.Undefined ? context.Node.Inputs[o]! : result, SubgraphInference.Common(result.Shape, context.Shape(o)));
            else context.Set(o, result.Type, result.Shape is { } slice ? WithAxis(slice, plan.OutputAxis(o - plan.Carried, slice.Rank + 1), length) : null);
        }
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        Graph body = context.Body("body");
        var plan = new ScanPlan(context.Node, body);
        var state = new DenseTensor[inputs.Length];
        for (int i = 0; i < plan.Carried; i++) state[i] = inputs[i]!;
        int length = Length(inputs, plan, context);
        var slices = new DenseTensor[context.Node.Outputs.Count - plan.Carried][];
        for (int o = 0; o < slices.Length; o++) slices[o] = new DenseTensor[length];
        for (int t = 0; t < length; t++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            for (int i = plan.Carried; i < state.Length; i++)
            {
                DenseTensor scanned = inputs[i]!;
                int at = plan.InputReversed(i - plan.Carried) ? length - 1 - t : t;
                state[i] = Stacking.Slice(scanned, plan.InputAxis(i - plan.Carried, scanned.Shape.Rank), at);
            }
            DenseTensor[] results = context.Run(body, state);
            for (int i = 0; i < plan.Carried; i++) state[i] = results[i];
            for (int o = 0; o < slices.Length; o++) slices[o][plan.OutputReversed(o) ? length - 1 - t : t] = results[plan.Carried + o];
        }
        for (int i = 0; i < plan.Carried; i++) outputs.Set(i, state[i]);
        for (int o = 0; o < slices.Length; o++)
        {
            Value declared = body.Outputs[plan.Carried + o];
            int rank = length > 0 ? slices[o][0].Shape.Rank : declared.Shape?.Rank ?? 0;
            outputs.Set(plan.Carried + o, Stacking.Stack(slices[o], declared, plan.OutputAxis(o, rank + 1)));
        }
    }

    public override OperatorCost Cost(CostContext context) => context.Of(0, 0);

    public override void ReadForm(NodeForm form, int version)
    {
        if (version < 9) throw new UnsupportedOperatorException("Scan of operator set 8, which has a batch axis, is not supported; export the network with operator set 9 or later.");
    }

    public override bool WriteForm(NodeForm form, int version) => version >= 9;

    private static int Length(ReadOnlySpan<DenseTensor?> inputs, ScanPlan plan, NodeContext context)
    {
        int length = -1;
        for (int i = plan.Carried; i < inputs.Length; i++)
        {
            Shape shape = inputs[i]!.Shape;
            int own = shape[plan.InputAxis(i - plan.Carried, shape.Rank)];
            if (length >= 0 && own != length) throw new InvalidModelException($"{context.Node.Describe()} scans inputs of {length} and {own} slices.");
            length = own;
        }
        return length;
    }

    private static SymbolicShape WithAxis(SymbolicShape slice, int axis, Dimension extent) => new([.. slice.Take(axis), extent, .. slice.Skip(axis)]);

    // Which inputs are carried and how the others are scanned.
    private sealed class ScanPlan
    {
        private readonly NodeAttributes attributes;

        public ScanPlan(Node node, Graph body)
        {
            attributes = node.Attributes;
            long scanned = attributes.Int("num_scan_inputs", 0);
            if (scanned < 1 || scanned > node.Inputs.Count || body.Inputs.Count != node.Inputs.Count || body.Outputs.Count != node.Outputs.Count || node.Outputs.Count < node.Inputs.Count - scanned)
                throw new InvalidModelException($"{node.Describe()} scans {scanned} of {node.Inputs.Count} inputs into {node.Outputs.Count} outputs, but its body has {body.Inputs.Count} inputs and {body.Outputs.Count} outputs.");
            Carried = node.Inputs.Count - (int)scanned;
        }

        public int Carried { get; }

        public int InputAxis(int index, int rank) => MovementAxes.Of(At("scan_input_axes", index), rank);

        public int OutputAxis(int index, int rank) => MovementAxes.Of(At("scan_output_axes", index), rank);

        public bool InputReversed(int index) => At("scan_input_directions", index) != 0;

        public bool OutputReversed(int index) => At("scan_output_directions", index) != 0;

        private long At(string list, int index) => attributes.Ints(list) is { } values && index < values.Length ? values[index] : 0;
    }
}
