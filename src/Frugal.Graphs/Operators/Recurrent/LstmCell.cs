namespace Frugal.Graphs.Operators;

/// <summary>
/// A step of LSTM (Hochreiter and Schmidhuber 1997, with the peepholes of Gers and Schmidhuber 2000): gates i, o, f and candidate g in ONNX's
/// order, C' = f C + i g, H' = o h(C').
/// </summary>
internal sealed class LstmCell(RecurrentWeights weights, RecurrentActivation[] activations, NodeAttributes attributes, int hidden)
    : RecurrentCell(weights, activations, attributes, hidden)
{
    private const int In = 0, Out = 1, Forget = 2, Candidate = 3;

    private bool Coupled => Attributes.Flag("input_forget", false);

    public override Step Forward(double[] x, double[] h, double[] c)
    {
        double[][] z = [.. Enumerable.Range(0, 4).Select(g => Sum(Weights.OfInput(g, x), Weights.OfHidden(g, h)))];
        z[In] = Map(j => z[In][j] + Peephole(In, j) * c[j]);
        z[Forget] = Map(j => z[Forget][j] + Peephole(Forget, j) * c[j]);
        double[] i = Activate(0, z[In]), f = ForgetGate(z, i), g = Activate(1, z[Candidate]);
        double[] next = Map(j => f[j] * c[j] + i[j] * g[j]);
        z[Out] = Map(j => z[Out][j] + Peephole(Out, j) * next[j]);
        double[] o = Activate(0, z[Out]), y = Activate(2, next);
        return new Step(x, h, c, z) { After = (Map(j => o[j] * y[j]), next) };
    }

    public override (double[] X, double[] H, double[] C) Backward(Step step, double[] dh, double[] dc, RecurrentWeights gradients)
    {
        double[][] z = step.Z;
        double[] c = step.C, next = step.After.C;
        double[] i = Activate(0, z[In]), f = ForgetGate(z, i), g = Activate(1, z[Candidate]), o = Activate(0, z[Out]), y = Activate(2, next);
        double[] dOut = Through(0, z[Out], Map(j => dh[j] * y[j]));
        double[] throughCell = Through(2, next, Map(j => dh[j] * o[j]));
        double[] dNext = Map(j => dc[j] + throughCell[j] + dOut[j] * Peephole(Out, j));
        double[] dIn = Through(0, z[In], Map(j => dNext[j] * (g[j] - (Coupled ? c[j] : 0))));
        double[] dForget = Coupled ? new double[Hidden] : Through(0, z[Forget], Map(j => dNext[j] * c[j]));
        double[] dCandidate = Through(1, z[Candidate], Map(j => dNext[j] * i[j]));
        double[] dx = new double[step.X.Length], dhBefore = new double[Hidden];
        double[][] dz = [dIn, dOut, dForget, dCandidate];
        for (int gate = 0; gate < 4; gate++)
        {
            gradients.AddInput(Weights, gate, dz[gate], step.X, dx);
            gradients.AddHidden(Weights, gate, dz[gate], step.H, dhBefore);
        }
        for (int j = 0; j < Hidden && gradients.P.Length > 0; j++)
        {
            gradients.P[In * Hidden + j] += dIn[j] * c[j];
            gradients.P[Out * Hidden + j] += dOut[j] * next[j];
            gradients.P[Forget * Hidden + j] += dForget[j] * c[j];
        }
        return (dx, dhBefore, Map(j => dNext[j] * f[j] + dIn[j] * Peephole(In, j) + dForget[j] * Peephole(Forget, j)));
    }

    // Coupled gates: what is not taken in is kept.
    private double[] ForgetGate(double[][] z, double[] input) => Coupled ? Map(j => 1 - input[j]) : Activate(0, z[Forget]);

    private double Peephole(int gate, int j) => Weights.P.Length == 0 ? 0 : Weights.P[gate * Hidden + j];
}
