using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// The three linear maps of a convolution, in float64, for any number of spatial axes:
/// y[n,m,o] = Σ_c Σ_k w[m,c,k] x[n,c,p(o,k)], its transpose with respect to x, and its transpose with respect to w.
/// </summary>
internal sealed class ConvolutionArithmetic
{
    private readonly int batch, inputChannels, outputChannels, groups, inputPositions, outputPositions, taps;
    private readonly int[] positions;

    /// <summary>The arithmetic of a node.</summary>
    /// <param name="attributes">The node's attributes.</param>
    /// <param name="input">The shape of x, batch and channels first.</param>
    /// <param name="weight">The shape of w: output channels, input channels of one group, taps.</param>
    public ConvolutionArithmetic(NodeAttributes attributes, Shape input, Shape weight)
    {
        Window = SlidingWindow.Of(attributes, input.Dimensions[2..], weight.Dimensions[2..]);
        groups = checked((int)attributes.Int("group", 1));
        (batch, inputChannels, outputChannels) = (input[0], input[1], weight[0]);
        if (inputChannels != weight[1] * groups || outputChannels % groups != 0)
            throw new ArgumentException($"weights of shape {weight} in {groups} groups do not fit an input of shape {input}.");
        (inputPositions, outputPositions, taps) = (Window.InputPositions, Window.OutputPositions, Window.Taps);
        positions = Window.Positions(outside: inputPositions); // one more than the last: a zero stands there
        OutputShape = new Shape([batch, outputChannels, .. Window.Output]);
        InputShape = input;
        WeightShape = weight;
    }

    public SlidingWindow Window { get; }

    public Shape InputShape { get; }

    public Shape WeightShape { get; }

    public Shape OutputShape { get; }

    public double[] Forward(double[] x, double[] w, double[]? bias)
    {
        var y = new double[OutputShape.Count];
        if (bias is not null)
            for (int i = 0; i < y.Length; i++) y[i] = bias[i / outputPositions % outputChannels];
        var padded = new double[inputPositions + 1];
        ForEachPair((n, m, c, weightAt) =>
        {
            x.AsSpan((n * inputChannels + c) * inputPositions, inputPositions).CopyTo(padded);
            Span<double> row = y.AsSpan((n * outputChannels + m) * outputPositions, outputPositions);
            for (int k = 0; k < taps; k++)
            {
                double weight = w[weightAt + k];
                ReadOnlySpan<int> at = positions.AsSpan(k * outputPositions, outputPositions);
                for (int o = 0; o < row.Length; o++) row[o] += weight * padded[at[o]];
            }
        });
        return y;
    }

    public double[] InputGradient(double[] dy, double[] w)
    {
        var dx = new double[InputShape.Count];
        var padded = new double[inputPositions + 1];
        ForEachPair((n, m, c, weightAt) =>
        {
            Array.Clear(padded);
            ReadOnlySpan<double> row = dy.AsSpan((n * outputChannels + m) * outputPositions, outputPositions);
            for (int k = 0; k < taps; k++)
            {
                double weight = w[weightAt + k];
                ReadOnlySpan<int> at = positions.AsSpan(k * outputPositions, outputPositions);
                for (int o = 0; o < row.Length; o++) padded[at[o]] += weight * row[o];
            }
            Span<double> target = dx.AsSpan((n * inputChannels + c) * inputPositions, inputPositions);
            for (int i = 0; i < target.Length; i++) target[i] += padded[i];
        });
        return dx;
    }

    public double[] WeightGradient(double[] dy, double[] x)
    {
        var dw = new double[WeightShape.Count];
        var padded = new double[inputPositions + 1];
        ForEachPair((n, m, c, weightAt) =>
        {
            x.AsSpan((n * inputChannels + c) * inputPositions, inputPositions).CopyTo(padded);
            ReadOnlySpan<double> row = dy.AsSpan((n * outputChannels + m) * outputPositions, outputPositions);
            for (int k = 0; k < taps; k++)
            {
                double sum = 0;
                ReadOnlySpan<int> at = positions.AsSpan(k * outputPositions, outputPositions);
                for (int o = 0; o < row.Length; o++) sum += row[o] * padded[at[o]];
                dw[weightAt + k] += sum;
            }
        });
        return dw;
    }

    public double[] BiasGradient(double[] dy)
    {
        var db = new double[outputChannels];
        for (int i = 0; i < dy.Length; i++) db[i / outputPositions % outputChannels] += dy[i];
        return db;
    }

    // All (sample, output channel, input channel) that a weight joins, with the place of its first tap in the weights.
    private void ForEachPair(Action<int, int, int, int> action)
    {
        int inputs = inputChannels / groups, outputs = outputChannels / groups;
        for (int n = 0; n < batch; n++)
            for (int m = 0; m < outputChannels; m++)
                for (int c = 0; c < inputs; c++)
                    action(n, m, m / outputs * inputs + c, (m * inputs + c) * taps);
    }
}
