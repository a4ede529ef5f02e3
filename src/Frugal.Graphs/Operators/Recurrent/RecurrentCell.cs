namespace Frugal.Graphs.Operators;

/// <summary>One step of a recurrent operator for one sample, and the step's gradient.</summary>
/// <param name="weights">The weights of the direction.</param>
/// <param name="activations">The activations of the direction.</param>
/// <param name="attributes">The node's attributes.</param>
/// <param name="hidden">The number of hidden units.</param>
internal abstract class RecurrentCell(RecurrentWeights weights, RecurrentActivation[] activations, NodeAttributes attributes, int hidden)
{
    private readonly double clip = attributes.Has("clip") ? attributes.Float("clip", 0) : double.PositiveInfinity;

    protected RecurrentWeights Weights => weights;

    protected NodeAttributes Attributes => attributes;

    protected int Hidden => hidden;

    /// <summary>What a step read and computed on the way, for its gradient.</summary>
    /// <param name="X">The input.</param>
    /// <param name="H">The hidden state before.</param>
    /// <param name="C">The cell state before.</param>
    /// <param name="Z">The arguments of the activations.</param>
    internal sealed record Step(double[] X, double[] H, double[] C, double[][] Z)
    {
        /// <summary>The states afterwards.</summary>
        public (double[] H, double[] C) After { get; set; }
    }

    /// <summary>Computes a step.</summary>
    public abstract Step Forward(double[] x, double[] h, double[] c);

    /// <summary>Adds the step's part to the gradients and gives those with respect to the input and the states before.</summary>
    public abstract (double[] X, double[] H, double[] C) Backward(Step step, double[] dh, double[] dc, RecurrentWeights gradients);

    /// <summary>An activation of clipped arguments.</summary>
    protected double[] Activate(int activation, double[] z) => Array.ConvertAll(z, v => activations[activation].Of(Math.Clamp(v, -clip, clip)));

    /// <summary>The gradient through an activation; where the argument was clipped it is zero.</summary>
    protected double[] Through(int activation, double[] z, double[] dy) =>
        Map(j => Math.Abs(z[j]) > clip ? 0 : dy[j] * activations[activation].Derivative(z[j]));

    protected double[] Map(Func<int, double> value)
    {
        var result = new double[hidden];
        for (int j = 0; j < hidden; j++) result[j] = value(j);
        return result;
    }

    protected double[] Sum(double[] a, double[] b) => Map(j => a[j] + b[j]);
}
