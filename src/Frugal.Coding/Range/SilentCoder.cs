namespace Frugal.Coding;

/// <summary>Codes nothing: models that go through it only learn.</summary>
internal struct SilentCoder : IBinaryCoder
{
    public static bool IsDecoder => false;

    public readonly int Code(int bit, int zeroProbability) => bit;
}
