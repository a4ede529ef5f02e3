using Frugal.Coding;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Coding;

public sealed class RansTests
{
    [Fact]
    public void The_state_takes_the_known_way()
    {
        (uint Frequency, uint Start)[] symbols = [(6, 0), (1, 6), (1, 7)];
        int[] message = [0, 0, 1, 0, 2, 0, 0, 0];
        uint state = 1;
        var states = new List<uint>();
        foreach (int symbol in message.Reverse())
        {
            state = Rans.Push(state, symbols[symbol].Frequency, symbols[symbol].Start, 3);
            states.Add(state);
        }
        Assert.Equal([1u, 1, 1, 15, 19, 158, 210, 280], states);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(32)]
    [InlineData(500)]
    public void Messages_round_trip_close_to_their_cross_entropy(int alphabet)
    {
        var random = new RandomStream((ulong)alphabet);
        var message = new int[50_000];
        for (int i = 0; i < message.Length; i++) message[i] = Math.Min(alphabet - 1, (int)(-Math.Log(1 - random.NextDouble()) * alphabet / 8));
        long[] counts = SymbolStatistics.Counts(message, alphabet);
        int[] frequencies = Rans.Normalize(counts);
        Assert.Equal(1 << Rans.DefaultScaleBits, frequencies.Sum());
        Assert.All(Enumerable.Range(0, alphabet), s => Assert.Equal(counts[s] > 0, frequencies[s] > 0));
        byte[] coded = Rans.Encode(message, frequencies);
        double crossEntropyBytes = message.Sum(s => -Math.Log2(frequencies[s] / 16384.0)) / 8;
        Assert.True(coded.Length <= crossEntropyBytes * 1.001 + 4);
        var decoded = new int[message.Length];
        Rans.Decode(coded, frequencies, decoded);
        Assert.Equal(message, decoded);
    }

    [Fact]
    public void Altered_cut_and_lengthened_streams_are_noticed()
    {
        int[] message = [0, 1, 2, 1, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 1], frequencies = Rans.Normalize([10, 4, 2]), decoded = new int[message.Length];
        byte[] coded = Rans.Encode(message, frequencies);
        Assert.Throws<InvalidDataException>(() => Rans.Decode(coded.AsSpan(0, coded.Length - 1), frequencies, decoded));
        Assert.Throws<InvalidDataException>(() => Rans.Decode([.. coded, 0], frequencies, decoded));
        Assert.Throws<InvalidDataException>(() => Rans.Decode([1, 2], frequencies, decoded));
        for (int i = 0; i < coded.Length * 8; i++)
        {
            byte[] altered = [.. coded];
            altered[i / 8] ^= (byte)(1 << (i % 8));
            try { Rans.Decode(altered, frequencies, decoded); }
            catch (InvalidDataException) { continue; }
            Assert.NotEqual(message, decoded);
        }
    }
}
