namespace Frugal.Graphs.Operators;

/// <summary>A step of a plain recurrent network (Elman 1990): H' = f(W x + R H + Wb + Rb).</summary>
internal sealed class RnnCell(RecurrentWeights weights, RecurrentActivation[] activations, NodeAttributes attributes, int hidden)
    : RecurrentCell(weights, activations, attributes, hidden)
{
    public override Step Forward(double[] x, double[] h, double[] c)
    {
        double[] z = Sum(Weights.OfInput(0, x), Weights.OfHidden(0, h));
        return new Step(x, h, c, [z]) { After = (Activate(0, z), c) };
    }

    public override (double[] X, double[] H, double[] C) Backward(Step step, double[] dh, double[] dc, RecurrentWeights gradients)
    {
        double[] dz = Through(0, step.Z[0], dh), dx = new double[step.X.Length], dhBefore = new double[Hidden];
        gradients.AddInput(Weights, 0, dz, step.X, dx);
        gradients.AddHidden(Weights, 0, dz, step.H, dhBefore);
        return (dx, dhBefore, dc);
    }
}
