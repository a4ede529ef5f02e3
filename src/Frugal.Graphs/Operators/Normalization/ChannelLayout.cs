using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>A tensor [N,C,…] seen as samples of channels of positions.</summary>
internal readonly record struct ChannelLayout(int Samples, int Channels, int Positions)
{
    /// <summary>How many elements share a channel: the m of batch normalisation.</summary>
    public int PerChannel => Samples * Positions;

    /// <summary>The layout of a shape of rank 2 or more; a vector is one channel.</summary>
    public static ChannelLayout Of(Shape shape) => shape.Rank < 2
        ? new ChannelLayout(checked((int)shape.Count), 1, 1)
        : new ChannelLayout(shape[0], shape[1], checked((int)shape.Product(2, shape.Rank)));

    /// <summary>The channel of a flat index.</summary>
    public int ChannelOf(int index) => index / Positions % Channels;

    /// <summary>Σ of f over each channel.</summary>
    public double[] Sums(int count, Func<int, int, double> term)
    {
        var sums = new double[Channels];
        for (int i = 0; i < count; i++)
        {
            int c = ChannelOf(i);
            sums[c] += term(i, c);
        }
        return sums;
    }
}
