namespace Frugal.Coding;

/// <summary>
/// Codes bytes by mixing what followed the last one to five bytes before, and what followed the longest earlier occurrence of the bytes
/// just coded. Meant for graphs: short texts that resemble each other, and a primer that both sides have read before.
/// </summary>
internal sealed class ByteModel
{
    private const int Orders = 5, TableBits = 16, LongestMatch = 31, MatchInput = Orders, ZeroOrderInput = Orders + 1, Inputs = Orders + 2;
    private const int MatchHashBits = 14, MatchMinimum = 4, CountLimit = 30;

    private readonly ContextMixer mixer;
    private readonly List<byte> history;
    private readonly int[] lastPlace; // one more than the place after the last occurrence of four bytes
    private int matchPlace, matchLength;

    /// <summary>A model that has read the primer.</summary>
    public ByteModel(ReadOnlySpan<byte> primer)
    {
        var contexts = new int[Inputs];
        Array.Fill(contexts, 1 << TableBits, 0, Orders);
        contexts[MatchInput] = 2 * (LongestMatch + 1);
        contexts[ZeroOrderInput] = 256;
        mixer = new ContextMixer(contexts, 3, CountLimit);
        history = [];
        lastPlace = new int[1 << MatchHashBits];
        var silent = new SilentCoder();
        foreach (byte b in primer) Code(ref silent, b);
    }

    /// <summary>A model that has read what another has.</summary>
    public ByteModel(ByteModel other)
    {
        mixer = new ContextMixer(other.mixer);
        history = [.. other.history];
        lastPlace = (int[])other.lastPlace.Clone();
        (matchPlace, matchLength) = (other.matchPlace, other.matchLength);
    }

    /// <summary>Codes a byte.</summary>
    public byte Code<TCoder>(ref TCoder coder, byte value) where TCoder : IBinaryCoder, allows ref struct
    {
        Span<uint> hashes = stackalloc uint[Orders];
        uint hash = 0;
        for (int order = 1; order <= Orders; order++)
        {
            hash = (hash + Before(order) + 1u) * 0x2F0B4C47 + (uint)order;
            hashes[order - 1] = hash;
        }
        int predicted = matchLength > 0 ? history[matchPlace] : -1, node = 1;
        for (int i = 7; i >= 0; i--)
        {
            bool agrees = predicted >= 0 && (predicted | 256) >> (i + 1) == node;
            for (int o = 0; o < Orders; o++) mixer.Select(o, (int)((hashes[o] + (uint)node * 0x9E3779B1) * 0x85EBCA6B >> (32 - TableBits)));
            mixer.Select(MatchInput, agrees ? 2 * Math.Min(matchLength, LongestMatch) + (predicted >> i & 1) : 0);
            mixer.Select(ZeroOrderInput, node);
            node = 2 * node + mixer.Code(ref coder, value >> i & 1, !agrees ? 0 : matchLength < 12 ? 1 : 2);
        }
        Append((byte)node);
        return (byte)node;
    }

    private byte Before(int distance) => history.Count >= distance ? history[^distance] : (byte)0;

    private void Append(byte value)
    {
        if (matchLength > 0 && history[matchPlace] == value)
        {
            matchLength++;
            matchPlace++;
        }
        else
        {
            matchLength = 0;
        }
        history.Add(value);
        if (history.Count < MatchMinimum) return;
        uint last = (uint)(Before(1) | Before(2) << 8 | Before(3) << 16 | Before(4) << 24);
        ref int place = ref lastPlace[last * 0x9E3779B1 >> (32 - MatchHashBits)];
        if (matchLength == 0 && place > 0)
        {
            matchPlace = place - 1;
            while (matchLength < LongestMatch && matchLength < matchPlace && history[matchPlace - 1 - matchLength] == history[^(matchLength + 1)]) matchLength++;
        }
        place = history.Count + 1;
    }
}
