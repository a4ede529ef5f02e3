using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// LSTM, GRU and RNN. Inputs: X [steps, batch, inputs], W and R for each direction, and optionally biases, sequence lengths, initial hidden
/// state, initial cell state and peepholes. Outputs: all hidden states, the last ones, the last cell states. With <c>layout = 1</c> the batch
/// stands first everywhere.
/// </summary>
/// <param name="name">The operator's name.</param>
/// <param name="gates">How many gates' weights stand one behind another.</param>
internal abstract class RecurrentOperator(string name, int gates) : Operator
{
    public sealed override OperatorId Id { get; } = OperatorId.Onnx(name);

    public override int SinceVersion => 7;

    /// <summary>How many gates' weights stand one behind another.</summary>
    public int Gates => gates;

    /// <summary>The activations of one direction where none are named.</summary>
    public abstract string[] DefaultActivations { get; }

    /// <summary>One step with the given weights.</summary>
    public abstract RecurrentCell Cell(RecurrentWeights weights, RecurrentActivation[] activations, NodeAttributes attributes, int hidden);

    public override void Infer(InferContext context)
    {
        ElementType type = context.Type(0);
        SymbolicShape? x = context.Shape(0), w = context.Shape(1), r = context.Shape(2);
        if (x is { Rank: not 3 }) throw context.Fail($"takes an input of three axes, but got {x}");
        Dimension hidden = context.Attributes.Has("hidden_size") ? context.Attributes.Int("hidden_size", 0) : r?[2] ?? Dimension.Unknown;
        Dimension directions = context.Attributes.Text("direction", "forward") == "bidirectional" ? 2 : 1;
        if (w is { Rank: 3 } && w[1].IsNumber && hidden.IsNumber && w[1].Number != gates * hidden.Number)
            throw context.Fail($"has weights of shape {w} for {gates} gates of {hidden} units");
        bool batchFirst = context.Attributes.Flag("layout", false);
        Dimension steps = x?[batchFirst ? 1 : 0] ?? Dimension.Unknown, batch = x?[batchFirst ? 0 : 1] ?? Dimension.Unknown;
        SymbolicShape state = batchFirst ? new(batch, directions, hidden) : new(directions, batch, hidden);
        context.Set(0, type, batchFirst ? new(batch, steps, directions, hidden) : new(steps, directions, batch, hidden));
        context.Set(1, type, state);
        context.Set(2, type, state);
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        var pass = new RecurrentPass(this, inputs, context.Attributes);
        ElementType type = inputs[0]!.Type;
        var (y, h, c) = pass.Forward();
        outputs.Set(0, type, pass.SequenceShape, y);
        outputs.Set(1, type, pass.StateShape, h);
        outputs.Set(2, type, pass.StateShape, c);
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        // Gradients of outputs, then the inputs of the node; missing ones in between stay empty.
        var operands = new Value?[11];
        for (int o = 0; o < 3; o++) operands[o] = context.OutputGradient(o);
        for (int i = 0; i < context.Node.Inputs.Count; i++) operands[3 + i] = context.Node.Inputs[i];
        bool[] wanted = Array.ConvertAll(RecurrentGradient.Sources, context.Needs);
        IReadOnlyList<Value?> computed = GradientNode.Append(context, Id.Name + "Gradient", operands, context.Attributes, wanted);
        var gradients = new Value?[context.Node.Inputs.Count];
        for (int g = 0; g < wanted.Length; g++)
            if (wanted[g]) gradients[RecurrentGradient.Sources[g]] = computed[g];
        return gradients;
    }

    public override OperatorCost Cost(CostContext context)
    {
        Shape x = context.InputShape(0), w = context.InputShape(1), r = context.InputShape(2);
        long samples = (long)x[0] * x[1];
        return context.Of(samples * (w.Count + r.Count), samples * w[0] * w[1] * 4);
    }

    public override bool WriteForm(NodeForm form, int version)
    {
        if (version >= 14 || !form.Attributes.Has("layout")) return true;
        if (form.Attributes.Flag("layout", false)) return false;
        form.Attributes = form.Attributes.Without("layout");
        return true;
    }
}
