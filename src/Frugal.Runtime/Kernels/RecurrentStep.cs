using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Runtime.Kernels;

/// <summary>
/// A recurrent layer. First phase: z = W x + b for all steps, a matrix product in tiles. Second phase: a tile for each direction walks along the
/// steps; z + R h is added up in place. With a batch of one and small layers the walk is bound by reading R from the second-level cache.
/// </summary>
internal sealed class RecurrentStep : Step
{
    private readonly string name;
    private readonly int gates, steps, batch, inputs, hidden, directions;
    private readonly bool firstReversed, linearFirst;
    private readonly Operand x;
    private readonly Operand? initialHidden, initialCell, allHidden, lastHidden, lastCell;
    private readonly Operand z, states, fromState;
    private readonly GemmPlan inputPlan, statePlan;
    private readonly GemmPlan? candidatePlan;
    private readonly DenseTensor[] inputWeights, stateWeights, candidateWeights;
    private readonly float[][] inputBias, candidateBias;

    public RecurrentStep(string name, int gates, KernelQuery query)
    {
        this.name = name;
        this.gates = gates;
        x = query.Inputs[0]!;
        DenseTensor w = query.Inputs[1]!.Constant!, r = query.Inputs[2]!.Constant!;
        (steps, batch, inputs) = (x.Shape[0], x.Shape[1], x.Shape[2]);
        (directions, hidden) = (r.Shape[0], r.Shape[2]);
        firstReversed = query.Attributes.Text("direction", "forward") == "reverse";
        linearFirst = query.Attributes.Flag("linear_before_reset", false);
        (initialHidden, initialCell) = (query.Input(5), query.Input(6));
        (allHidden, lastHidden, lastCell) = (Output(query, 0), Output(query, 1), Output(query, 2));
        z = query.Workspace(sizeof(float) * (long)directions * steps * batch * gates * hidden);
        states = query.Workspace(sizeof(float) * 2L * directions * batch * hidden);
        // GRU's candidate needs the product apart from what it is added to, or a second product of the gated state.
        fromState = query.Workspace(sizeof(float) * (name == "GRU" ? 2L * directions * batch * hidden : 1));
        bool isGru = name == "GRU";
        int atOnce = isGru ? 2 : gates;
        var constant = new GemmOptions { TransposeB = true, ConstantB = true };
        inputPlan = GemmPlan.Create(steps * batch, gates * hidden, inputs, constant with { Bias = BiasKind.PerColumn }, query.InstructionSet);
        // The rows of the other gates lie between, so that GRU's two products go into a matrix of the width of all gates.
        statePlan = GemmPlan.Create(batch, atOnce * hidden, hidden, constant with { Accumulate = true }, query.InstructionSet);
        candidatePlan = isGru ? GemmPlan.Create(batch, hidden, hidden, constant with { Bias = linearFirst ? BiasKind.PerColumn : BiasKind.None }, query.InstructionSet) : null;
        inputWeights = Pack(w, inputPlan, "input", gates * hidden * inputs, 0, gates * hidden * inputs, query.InstructionSet);
        stateWeights = Pack(r, statePlan, "state", gates * hidden * hidden, 0, atOnce * hidden * hidden, query.InstructionSet);
        candidateWeights = candidatePlan is null ? [] : Pack(r, candidatePlan, "candidate", gates * hidden * hidden, atOnce * hidden * hidden, hidden * hidden, query.InstructionSet);
        (inputBias, candidateBias) = Biases(query.Input(3)?.Constant);
    }

    public override int Phases => 2;

    public override long ScratchBytes => Math.Max(inputPlan.ScratchBytes, Math.Max(statePlan.ScratchBytes, candidatePlan?.ScratchBytes ?? 0));

    public override int Tiles(int phase) => phase == 0 ? directions * inputPlan.Tiles : directions;

    public override void Run(in Buffers buffers, int phase, int tile, Span<byte> scratch)
    {
        if (phase == 1)
        {
            Walk(buffers, tile, scratch);
            return;
        }
        int d = tile / inputPlan.Tiles;
        inputPlan.RunTile(tile % inputPlan.Tiles, buffers.Of<float>(x), inputs, inputWeights[d].Span<float>(), inputs, OfDirection(buffers, d), gates * hidden, inputBias[d], default, scratch);
    }

    public override string Describe() => $"{name.ToLowerInvariant()} {steps} steps of {batch}x{inputs} to {hidden}{(directions == 2 ? ", both directions" : "")}, one product for all inputs, fused gates";

    private Span<float> OfDirection(in Buffers buffers, int d)
    {
        int length = steps * batch * gates * hidden;
        return buffers.Floats(z).Slice(d * length, length);
    }

    private void Walk(in Buffers buffers, int d, Span<byte> scratch)
    {
        int size = batch * hidden;
        Span<float> h = buffers.Floats(states).Slice(2 * d * size, size), c = buffers.Floats(states).Slice((2 * d + 1) * size, size);
        Begin(buffers, initialHidden, d, h);
        Begin(buffers, initialCell, d, c);
        Span<float> all = OfDirection(buffers, d);
        bool reversed = firstReversed || d == 1;
        for (int s = 0; s < steps; s++)
        {
            int t = reversed ? steps - 1 - s : s;
            Span<float> now = all.Slice(t * size * gates, size * gates);
            Multiply(statePlan, h, stateWeights[d], now, gates * hidden, default, scratch);
            if (candidatePlan is not null) Gru(buffers, d, now, h, scratch);
            else
                for (int b = 0; b < batch; b++)
                {
                    Span<float> row = now.Slice(b * gates * hidden, gates * hidden), state = h.Slice(b * hidden, hidden);
                    if (gates == 4) Recurrent.Lstm(row, c.Slice(b * hidden, hidden), state);
                    else Recurrent.Simple(row, state);
                }
            if (allHidden is not null) h.CopyTo(buffers.Of<float>(allHidden)[((t * directions + d) * size)..]);
        }
        if (lastHidden is not null) h.CopyTo(buffers.Of<float>(lastHidden)[(d * size)..]);
        if (lastCell is not null) c.CopyTo(buffers.Of<float>(lastCell)[(d * size)..]);
    }

    // Rows of z are (update, reset, candidate).
    private void Gru(in Buffers buffers, int d, Span<float> now, Span<float> h, Span<byte> scratch)
    {
        int size = batch * hidden;
        Span<float> product = buffers.Floats(fromState).Slice(2 * d * size, size), gated = buffers.Floats(fromState).Slice((2 * d + 1) * size, size);
        if (linearFirst) Multiply(candidatePlan!, h, candidateWeights[d], product, hidden, candidateBias[d], scratch);
        else
        {
            for (int b = 0; b < batch; b++) Recurrent.Gate(now.Slice((b * gates + 1) * hidden, hidden), h.Slice(b * hidden, hidden), gated.Slice(b * hidden, hidden));
            Multiply(candidatePlan!, gated, candidateWeights[d], product, hidden, default, scratch);
        }
        for (int b = 0; b < batch; b++)
        {
            Span<float> update = now.Slice(b * gates * hidden, hidden), reset = now.Slice((b * gates + 1) * hidden, hidden), candidate = now.Slice((b * gates + 2) * hidden, hidden);
            Span<float> added = product.Slice(b * hidden, hidden);
            if (linearFirst) Recurrent.GateAndAdd(reset, added, candidate);
            else Elementwise.Binary(BinaryFunction.Add, candidate, added, candidate);
            Recurrent.Blend(update, candidate, h.Slice(b * hidden, hidden));
        }
    }

    private void Multiply(GemmPlan plan, ReadOnlySpan<float> a, DenseTensor b, Span<float> c, int ldc, ReadOnlySpan<float> bias, Span<byte> scratch)
    {
        for (int tile = 0; tile < plan.Tiles; tile++) plan.RunTile(tile, a, hidden, b.Span<float>(), hidden, c, ldc, bias, default, scratch);
    }

    private void Begin(in Buffers buffers, Operand? initial, int d, Span<float> state)
    {
        if (initial is null) state.Clear();
        else buffers.Of<float>(initial).Slice(d * state.Length, state.Length).CopyTo(state);
    }

    private static Operand? Output(KernelQuery query, int index) => index < query.Outputs.Count ? query.Outputs[index] : null;

    private DenseTensor[] Pack(DenseTensor weights, GemmPlan plan, string use, int perDirection, int start, int count, InstructionSet set)
    {
        var packs = new DenseTensor[directions];
        for (int d = 0; d < directions; d++)
        {
            int from = d * perDirection + start;
            packs[d] = PackedWeights.Get(weights, $"{name} {use} {d} {set}", plan.PackedBBytes, packed => plan.PackB(weights.Span<float>().Slice(from, count), packed.Span<float>()));
        }
        return packs;
    }

    // Both biases go into the inputs' product, but for that of GRU's candidate when the reset gate comes behind the product.
    private (float[][] Input, float[][] Candidate) Biases(DenseTensor? given)
    {
        int rows = gates * hidden;
        var forInput = new float[directions][];
        var forCandidate = new float[directions][];
        for (int d = 0; d < directions; d++)
        {
            forInput[d] = new float[rows];
            forCandidate[d] = new float[hidden];
            if (given is null) continue;
            ReadOnlySpan<float> own = given.Span<float>().Slice(2 * d * rows, 2 * rows);
            bool apart = candidatePlan is not null && linearFirst;
            for (int i = 0; i < rows; i++) forInput[d][i] = apart && i >= 2 * hidden ? own[i] : own[i] + own[rows + i];
            if (apart) own.Slice(rows + 2 * hidden, hidden).CopyTo(forCandidate[d]);
        }
        return (forInput, forCandidate);
    }
}
