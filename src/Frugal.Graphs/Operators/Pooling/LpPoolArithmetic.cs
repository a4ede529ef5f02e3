using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>The p-norm of the elements under each window, (Σ |x|ᵖ)^(1/p), and its gradient; padding counts as zeros.</summary>
internal sealed class LpPoolArithmetic
{
    private readonly int inputs, outputs, taps;
    private readonly int[] positions;
    private readonly double p;

    public LpPoolArithmetic(NodeAttributes attributes, Shape input)
    {
        SlidingWindow window = PoolShape.Window(attributes, input);
        (inputs, outputs, taps) = (window.InputPositions, window.OutputPositions, window.Taps);
        positions = window.Positions();
        OutputShape = PoolShape.Output(input, window);
        p = attributes.Int("p", 2);
    }

    public Shape OutputShape { get; }

    public double[] Forward(double[] x)
    {
        var y = new double[OutputShape.Count];
        for (int i = 0; i < y.Length; i++)
        {
            double sum = 0;
            for (int k = 0; k < taps; k++)
                if (positions[k * outputs + i % outputs] is >= 0 and var at) sum += Math.Pow(Math.Abs(x[i / outputs * inputs + at]), p);
            y[i] = Math.Pow(sum, 1 / p);
        }
        return y;
    }

    /// <summary>dx = Σ dy · sign(x) · (|x| / y)^(p − 1) over the windows with x; 0 where y is 0.</summary>
    public double[] Gradient(double[] dy, double[] x)
    {
        double[] y = Forward(x);
        var dx = new double[x.Length];
        for (int i = 0; i < y.Length; i++)
        {
            if (y[i] == 0) continue;
            for (int k = 0; k < taps; k++)
            {
                if (positions[k * outputs + i % outputs] is not (>= 0 and var at)) continue;
                int place = i / outputs * inputs + at;
                dx[place] += dy[i] * Math.Sign(x[place]) * Math.Pow(Math.Abs(x[place]) / y[i], p - 1);
            }
        }
        return dx;
    }
}
