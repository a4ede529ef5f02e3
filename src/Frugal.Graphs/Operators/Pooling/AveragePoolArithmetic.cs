using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// The mean of each window and its transpose. A window is divided by its taps in the input or, with <c>count_include_pad</c>, by those in
/// the input and its padding; taps of a rounded-up last window beyond the padding never count.
/// </summary>
internal sealed class AveragePoolArithmetic
{
    private readonly int inputs, outputs, taps;
    private readonly int[] positions;
    private readonly double[] divisors;

    public AveragePoolArithmetic(NodeAttributes attributes, Shape input)
    {
        SlidingWindow window = PoolShape.Window(attributes, input);
        (inputs, outputs, taps) = (window.InputPositions, window.OutputPositions, window.Taps);
        positions = window.Positions();
        OutputShape = PoolShape.Output(input, window);
        divisors = Array.ConvertAll(window.TapsWithPadding(), n => (double)n);
        if (attributes.Flag("count_include_pad", false)) return;
        for (int o = 0; o < outputs; o++)
        {
            int count = 0;
            for (int k = 0; k < taps; k++) count += positions[k * outputs + o] >= 0 ? 1 : 0;
            divisors[o] = count;
        }
    }

    public Shape OutputShape { get; }

    public double[] Forward(double[] x)
    {
        var y = new double[OutputShape.Count];
        for (int i = 0; i < y.Length; i++)
        {
            int plane = i / outputs, o = i % outputs;
            double sum = 0;
            for (int k = 0; k < taps; k++)
                if (positions[k * outputs + o] is >= 0 and var at) sum += x[plane * inputs + at];
            y[i] = sum / divisors[o];
        }
        return y;
    }

    public double[] Transpose(double[] dy, Shape input)
    {
        var dx = new double[input.Count];
        for (int i = 0; i < dy.Length; i++)
        {
            int plane = i / outputs, o = i % outputs;
            for (int k = 0; k < taps; k++)
                if (positions[k * outputs + o] is >= 0 and var at) dx[plane * inputs + at] += dy[i] / divisors[o];
        }
        return dx;
    }
}
