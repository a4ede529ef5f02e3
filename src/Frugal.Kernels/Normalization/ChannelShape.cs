namespace Frugal.Kernels;

/// <summary>The shape [samples, channels, inner] of data with one statistic per channel.</summary>
/// <param name="Samples">The extent of the first axis.</param>
/// <param name="Channels">The extent of the axis that is kept.</param>
/// <param name="Inner">The product of the remaining extents.</param>
public readonly record struct ChannelShape(int Samples, int Channels, int Inner)
{
    internal void Check(int length, int otherLength, int firstChannel, int channelCount)
    {
        Require.Length(length, (long)Samples * Channels * Inner);
        Require.Length(otherLength, length);
        Require.That(firstChannel >= 0 && channelCount >= 0 && firstChannel + channelCount <= Channels, "The range of channels lies outside of the shape.");
    }
}
