using Frugal.Tensors;

namespace Frugal.Runtime.Kernels;

/// <summary>Where each element of a moved tensor comes from, for one sample; the other samples are the same, a stride further on.</summary>
/// <param name="Sources">For each element of a sample its position in the source's sample, or −1.</param>
/// <param name="Samples">The number of samples; 1 where samples do not move alike.</param>
/// <param name="SourceStride">Elements from one sample of the source to the next.</param>
internal sealed record SampleMap(int[] Sources, int Samples, int SourceStride)
{
    public static SampleMap Of(int[] sources, Shape result, Shape source)
    {
        int samples = result.Rank > 0 && source.Rank > 0 && result[0] == source[0] ? result[0] : 1;
        if (samples > 1)
        {
            int length = sources.Length / samples, stride = (int)(source.Count / samples);
            if (MovesAlike(sources, length, stride)) return new SampleMap(sources[..length], samples, stride);
        }
        return new SampleMap(sources, 1, (int)source.Count);
    }

    /// <summary>to[i] = from[source of i], or the fill.</summary>
    public void Gather(ReadOnlySpan<uint> from, Span<uint> to, uint fill)
    {
        int[] sources = Sources;
        for (int i = 0; i < to.Length; i++)
        {
            int at = sources[i];
            to[i] = at < 0 ? fill : from[at];
        }
    }

    /// <summary>to = 0, then to[source of i] += from[i], in order.</summary>
    public void ScatterAdd(ReadOnlySpan<float> from, Span<float> to)
    {
        to.Clear();
        int[] sources = Sources;
        for (int i = 0; i < from.Length; i++)
            if (sources[i] is >= 0 and var at) to[at] += from[i];
    }

    private static bool MovesAlike(int[] sources, int length, int stride)
    {
        for (int i = 0; i < length; i++)
            if (sources[i] >= stride) return false;
        for (int i = length; i < sources.Length; i++)
        {
            int first = sources[i % length];
            if (sources[i] != (first < 0 ? first : first + i / length * stride)) return false;
        }
        return true;
    }
}
