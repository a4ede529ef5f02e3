namespace Frugal.Graphs.Operators;

/// <summary>
/// A step of GRU (Cho et al. 2014): gates z, r and candidate n in ONNX's order, H' = (1 − z) n + z H. The reset gate multiplies the state
/// before the matrix product, or its result (<c>linear_before_reset</c>).
/// </summary>
internal sealed class GruCell(RecurrentWeights weights, RecurrentActivation[] activations, NodeAttributes attributes, int hidden)
    : RecurrentCell(weights, activations, attributes, hidden)
{
    private const int Update = 0, Reset = 1, Candidate = 2;

    private bool LinearFirst => Attributes.Flag("linear_before_reset", false);

    public override Step Forward(double[] x, double[] h, double[] c)
    {
        double[] update = Sum(Weights.OfInput(Update, x), Weights.OfHidden(Update, h)), reset = Sum(Weights.OfInput(Reset, x), Weights.OfHidden(Reset, h));
        double[] r = Activate(0, reset), fromInput = Weights.OfInput(Candidate, x), linear = LinearFirst ? Weights.OfHidden(Candidate, h) : h;
        double[] fromHidden = LinearFirst ? Map(j => r[j] * linear[j]) : Weights.OfHidden(Candidate, Map(j => r[j] * h[j]));
        double[] candidate = Sum(fromInput, fromHidden), z = Activate(0, update), n = Activate(1, candidate);
        return new Step(x, h, c, [update, reset, candidate, linear]) { After = (Map(j => (1 - z[j]) * n[j] + z[j] * h[j]), c) };
    }

    public override (double[] X, double[] H, double[] C) Backward(Step step, double[] dh, double[] dc, RecurrentWeights gradients)
    {
        double[] h = step.H, z = Activate(0, step.Z[Update]), r = Activate(0, step.Z[Reset]), n = Activate(1, step.Z[Candidate]);
        double[] dCandidate = Through(1, step.Z[Candidate], Map(j => dh[j] * (1 - z[j])));
        double[] dUpdate = Through(0, step.Z[Update], Map(j => dh[j] * (h[j] - n[j])));
        double[] dx = new double[step.X.Length], dhBefore = Map(j => dh[j] * z[j]), dResetGate;
        if (LinearFirst)
        {
            dResetGate = Map(j => dCandidate[j] * step.Z[3][j]);
            gradients.AddHidden(Weights, Candidate, Map(j => dCandidate[j] * r[j]), h, dhBefore);
        }
        else
        {
            var dGated = new double[Hidden];
            gradients.AddHidden(Weights, Candidate, dCandidate, Map(j => r[j] * h[j]), dGated);
            dResetGate = Map(j => dGated[j] * h[j]);
            for (int j = 0; j < Hidden; j++) dhBefore[j] += dGated[j] * r[j];
        }
        double[] dReset = Through(0, step.Z[Reset], dResetGate);
        gradients.AddInput(Weights, Candidate, dCandidate, step.X, dx);
        foreach (var (gate, dz) in ((int, double[])[])[(Update, dUpdate), (Reset, dReset)])
        {
            gradients.AddInput(Weights, gate, dz, step.X, dx);
            gradients.AddHidden(Weights, gate, dz, h, dhBefore);
        }
        return (dx, dhBefore, dc);
    }
}
