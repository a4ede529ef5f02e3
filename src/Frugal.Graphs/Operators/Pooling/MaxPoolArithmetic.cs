using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>The largest element of each window and its flat spatial position: the first where several are largest; a NaN is larger than all.</summary>
internal static class MaxPoolArithmetic
{
    /// <summary>Position −1 and value −∞ stand for a window that touches padding only.</summary>
    public static (double[] Values, int[] Positions) Run(DenseTensor x, SlidingWindow window)
    {
        double[] from = x.ToDoubles();
        int inputs = window.InputPositions, outputs = window.OutputPositions, taps = window.Taps;
        int[] touched = window.Positions();
        int planes = x.Shape[0] * x.Shape[1];
        var values = new double[planes * outputs];
        var positions = new int[values.Length];
        for (int plane = 0; plane < planes; plane++)
        {
            for (int o = 0; o < outputs; o++)
            {
                (double best, int at) = (double.NegativeInfinity, -1);
                for (int k = 0; k < taps; k++)
                {
                    int position = touched[k * outputs + o];
                    if (position < 0) continue;
                    double value = from[plane * inputs + position];
                    if (at < 0 || value > best || double.IsNaN(value)) (best, at) = (value, position);
                }
                (values[plane * outputs + o], positions[plane * outputs + o]) = (best, at);
            }
        }
        return (values, positions);
    }

    /// <summary>One comparison for each tap of each window.</summary>
    public static OperatorCost Cost(CostContext context)
    {
        SlidingWindow window = PoolShape.Window(context.Node.Attributes, context.InputShape(0));
        return context.Elementwise(window.Taps);
    }
}
