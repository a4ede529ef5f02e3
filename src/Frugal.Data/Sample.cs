namespace Frugal.Data;

/// <summary>
/// One sample as it is stored, before the input specification: 8-bit pixels or float numbers, channel by channel, row by row.
/// What is not an image counts as one channel of one row.
/// </summary>
public readonly ref struct Sample
{
    /// <summary>A sample of 8-bit pixels.</summary>
    public Sample(ReadOnlySpan<byte> bytes, int channels, int height, int width)
    {
        Bytes = bytes;
        Channels = channels;
        Height = height;
        Width = width;
    }

    /// <summary>A sample of float numbers.</summary>
    public Sample(ReadOnlySpan<float> numbers, int channels, int height, int width)
    {
        Numbers = numbers;
        Channels = channels;
        Height = height;
        Width = width;
    }

    /// <summary>The pixels of an 8-bit sample, else empty.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The values of a float sample, else empty.</summary>
    public ReadOnlySpan<float> Numbers { get; }

    /// <summary>Channels; 1 for what is not an image.</summary>
    public int Channels { get; }

    /// <summary>Rows; 1 for what is not an image.</summary>
    public int Height { get; }

    /// <summary>Columns, or the number of values of what is not an image.</summary>
    public int Width { get; }
}
