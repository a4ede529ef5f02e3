namespace Frugal.Coding;

/// <summary>
/// One direction of binary coding. A model is written once, for both directions: an encoder codes the bit that it is given, a decoder
/// ignores it and returns the coded one, a meter only adds up what coding would cost.
/// </summary>
internal interface IBinaryCoder
{
    /// <summary>Whether bits come out of a stream, so that what the caller gives is meaningless.</summary>
    static abstract bool IsDecoder { get; }

    /// <summary>Codes a bit whose probability of being 0 is <paramref name="zeroProbability"/> / 65,536, and returns it.</summary>
    int Code(int bit, int zeroProbability);
}
