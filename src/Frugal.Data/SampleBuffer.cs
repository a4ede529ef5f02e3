namespace Frugal.Data;

/// <summary>
/// Memory that a data set may use to prepare one sample (decode it, shift it). It grows as needed and belongs to one thread;
/// a sample in it is valid until the next sample is asked for with the same buffer.
/// </summary>
public sealed class SampleBuffer
{
    private byte[] bytes = [];
    private float[] numbers = [];

    /// <summary>The buffer of the data set underneath, for views that change what they read.</summary>
    public SampleBuffer Inner => field ??= new SampleBuffer();

    /// <summary>Room for <paramref name="count"/> pixels; the content is undefined.</summary>
    public Span<byte> Bytes(int count)
    {
        if (bytes.Length < count) bytes = new byte[count];
        return bytes.AsSpan(0, count);
    }

    /// <summary>Room for <paramref name="count"/> numbers; the content is undefined.</summary>
    public Span<float> Numbers(int count)
    {
        if (numbers.Length < count) numbers = new float[count];
        return numbers.AsSpan(0, count);
    }
}
