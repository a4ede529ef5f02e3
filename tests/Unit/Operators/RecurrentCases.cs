using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Tests.Operators;

/// <summary>Cases of LSTM, GRU and RNN: three steps of two samples.</summary>
internal static class RecurrentCases
{
    private const int Steps = 3, Batch = 2, Inputs = 4, Hidden = 3;

    public static IReadOnlyList<OpCase> All { get; } =
    [
        Case("LSTM", 4, ""), Case("LSTM", 4, "reverse", ("direction", "reverse")), Case("LSTM", 4, "bidirectional", ("direction", "bidirectional")),
        Case("LSTM", 4, "coupled gates", ("input_forget", 1)), Case("LSTM", 4, "clipped", ("clip", 0.35f)), Case("LSTM", 4, "batch first", ("layout", 1)),
        Case("LSTM", 4, "other activations", ("activations", (string[])["HardSigmoid", "Softsign", "ScaledTanh"]), ("activation_alpha", (float[])[0.3f, 0.9f]), ("activation_beta", (float[])[0.4f, 1.1f])),
        WithStates("LSTM", 4, "states and peepholes", peepholes: true), WithLengths("LSTM", 4, "forward"), WithLengths("LSTM", 4, "reverse"),
        Case("GRU", 3, ""), Case("GRU", 3, "linear before reset", ("linear_before_reset", 1)), Case("GRU", 3, "bidirectional", ("direction", "bidirectional")),
        Case("GRU", 3, "batch first, reverse", ("layout", 1), ("direction", "reverse")), WithStates("GRU", 3, "states", peepholes: false), WithLengths("GRU", 3, "bidirectional"),
        Case("GRU", 3, "other activations", ("activations", (string[])["Sigmoid", "Affine"]), ("activation_alpha", (float[])[0.7f]), ("activation_beta", (float[])[0.1f])),
        Case("RNN", 1, ""), Case("RNN", 1, "softplus, reverse", ("activations", (string[])["Softplus"]), ("direction", "reverse")), WithStates("RNN", 1, "states", peepholes: false),
        WithLengths("RNN", 1, "bidirectional"),
        .. Kernels(),
    ];

    // Constant weights, as in inference, where fused kernels serve; sizes that are no multiples of any vector.
    private static IEnumerable<OpCase> Kernels()
    {
        foreach (var (op, gates) in ((string, int)[])[("LSTM", 4), ("GRU", 3), ("RNN", 1)])
            foreach (string direction in (string[])["forward", "reverse", "bidirectional"])
                foreach (int batch in (int[])[1, 3])
                    for (int linear = 0; linear < (op == "GRU" ? 2 : 1); linear++)
                        yield return Constant(op, gates, direction, batch, linear);
    }

    private static OpCase Constant(string op, int gates, string direction, int batch, int linear)
    {
        const int steps = 5, inputs = 19, hidden = 37;
        int directions = direction == "bidirectional" ? 2 : 1;
        InputDomain[] domains =
        [
            InputDomain.Float(steps, batch, inputs), InputDomain.Float(directions, gates * hidden, inputs).Between(-0.4, 0.4).AsConstant(),
            InputDomain.Float(directions, gates * hidden, hidden).Between(-0.4, 0.4).AsConstant(), InputDomain.Float(directions, 2 * gates * hidden).AsConstant(),
            InputDomain.Float(directions, batch, hidden),
        ];
        var attributes = NodeAttributes.Of(linear == 1
            ? [("hidden_size", (object)hidden), ("direction", direction), ("linear_before_reset", 1)]
            : [("hidden_size", (object)hidden), ("direction", direction)]);
        return new OpCase($"{op}, constant weights, {direction}, batch {batch}, {(linear == 1 ? "reset behind the product" : "usual")}",
            (b, x) => [.. b.Node(OperatorId.Onnx(op), [x[0], x[1], x[2], x[3], null, x[4]], op == "LSTM" ? 3 : 2, attributes).Outputs!], domains, 2e-6, GradientCheck.None);
    }

    private static OpCase Case(string op, int gates, string special, params (string Name, object Value)[] attributes)
    {
        int directions = attributes.Any(a => a.Value is "bidirectional") ? 2 : 1;
        bool batchFirst = attributes.Any(a => a.Name == "layout");
        InputDomain x = batchFirst ? InputDomain.Float(Batch, Steps, Inputs).Batched() : InputDomain.Float(Steps, Batch, Inputs).Batched(1);
        return Build(op, special, [x, .. Weights(gates, directions)], attributes);
    }

    private static OpCase WithStates(string op, int gates, string special, bool peepholes)
    {
        InputDomain[] inputs = [InputDomain.Float(Steps, Batch, Inputs), .. Weights(gates, 1), InputDomain.Float(1, Batch, Hidden)];
        if (op != "LSTM") return new OpCase($"{op}, {special}", (b, x) => Outputs(b, op, [x[0], x[1], x[2], x[3], null, x[4]]), inputs) { GradientTolerance = 1e-6 };
        inputs = [.. inputs, InputDomain.Float(1, Batch, Hidden), InputDomain.Float(1, 3 * Hidden)];
        return new OpCase($"{op}, {special}", (b, x) => Outputs(b, op, [x[0], x[1], x[2], x[3], null, x[4], x[5], x[6]]), inputs) { GradientTolerance = 1e-6 };
    }

    private static OpCase WithLengths(string op, int gates, string direction)
    {
        InputDomain lengths = InputDomain.Of(ElementType.Int32, Batch).Holding(3, 1).AsConstant();
        return Build(op, $"lengths, {direction}", [InputDomain.Float(Steps, Batch, Inputs), .. Weights(gates, direction == "bidirectional" ? 2 : 1), lengths], ("direction", direction));
    }

    private static InputDomain[] Weights(int gates, int directions) =>
        [InputDomain.Float(directions, gates * Hidden, Inputs), InputDomain.Float(directions, gates * Hidden, Hidden), InputDomain.Float(directions, 2 * gates * Hidden)];

    private static OpCase Build(string op, string special, InputDomain[] inputs, params (string Name, object Value)[] attributes) =>
        new(special.Length > 0 ? $"{op}, {special}" : op, (b, x) => Outputs(b, op, x, attributes), inputs) { GradientTolerance = 1e-6 };

    private static Value[] Outputs(GraphBuilder builder, string op, ReadOnlySpan<Value?> inputs, params (string Name, object Value)[] attributes) =>
        [.. builder.Node(OperatorId.Onnx(op), inputs, op == "LSTM" ? 3 : 2, NodeAttributes.Of([("hidden_size", Hidden), .. attributes])).Outputs!];
}
