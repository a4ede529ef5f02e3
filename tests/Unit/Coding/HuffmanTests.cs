using Frugal.Coding;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Coding;

public sealed class HuffmanTests
{
    private const string Sentence = "this is an example of a huffman tree";
    private const string Alphabet = " aefhimnstloprux";

    private static readonly long[] SentenceCounts = [.. Alphabet.Select(c => (long)Sentence.Count(s => s == c))];

    [Theory]
    [InlineData(15, 135)]
    [InlineData(5, 135)]
    [InlineData(4, 144)]
    public void A_known_sentence_takes_the_known_number_of_bits(int limit, long bits) =>
        Assert.Equal(bits, HuffmanCode.ForCounts(SentenceCounts, limit).BitsFor(SentenceCounts));

    [Fact]
    public void Sixteen_symbols_do_not_fit_into_three_bits() =>
        Assert.Throws<ArgumentException>(() => HuffmanCode.ForCounts(SentenceCounts, 3));

    [Fact]
    public void Canonical_codes_of_the_sentence_are_the_published_ones()
    {
        string[] expected = ["000", "001", "010", "0110", "0111", "1000", "1001", "1010", "1011", "1100", "11010", "11011", "11100", "11101", "11110", "11111"];
        HuffmanCode code = HuffmanCode.ForCounts(SentenceCounts, 5);
        for (int s = 0; s < expected.Length; s++)
            Assert.Equal(expected[s], Convert.ToString(code.CodeOf(s), 2).PadLeft(code.Lengths[s], '0'));
        Assert.Equal(133.711, SymbolStatistics.EntropyBits(SentenceCounts), 1e-3);
    }

    [Theory]
    [InlineData(15, 46348)]
    [InlineData(12, 46351)]
    [InlineData(10, 46353)]
    [InlineData(8, 46504)]
    [InlineData(6, 48946)]
    [InlineData(5, 55712)]
    public void Fibonacci_counts_cost_what_the_limit_of_length_allows(int limit, long bits)
    {
        var counts = new long[20];
        counts[0] = counts[1] = 1;
        for (int i = 2; i < 20; i++) counts[i] = counts[i - 1] + counts[i - 2];
        HuffmanCode code = HuffmanCode.ForCounts(counts, limit);
        Assert.Equal(bits, code.BitsFor(counts));
        Assert.Equal(1.0, code.Lengths.ToArray().Sum(l => Math.Pow(2, -l)));
        Assert.Equal(46344, PackageMerge.Lengths(counts, 19).Select((l, s) => l * counts[s]).Sum());
        Assert.Equal(46347, PackageMerge.Lengths(counts, 16).Select((l, s) => l * counts[s]).Sum());
    }

    [Fact]
    public void No_prefix_code_of_the_same_limit_is_shorter()
    {
        var random = new RandomStream(1);
        for (int trial = 0; trial < 100; trial++)
        {
            int n = 2 + random.NextInt32(5), limit = 3 + random.NextInt32(3);
            var counts = new long[n];
            for (int s = 0; s < n; s++) counts[s] = 1 + random.NextInt32(1 << random.NextInt32(9));
            Assert.Equal(BestCost(counts, limit, 0, 1.0), HuffmanCode.ForCounts(counts, limit).BitsFor(counts));
        }

        static long BestCost(long[] counts, int limit, int symbol, double room)
        {
            if (symbol == counts.Length) return 0;
            long best = long.MaxValue / 2;
            for (int length = 1; length <= limit; length++)
                if (Math.Pow(2, -length) <= room)
                    best = Math.Min(best, counts[symbol] * length + BestCost(counts, limit, symbol + 1, room - Math.Pow(2, -length)));
            return best;
        }
    }

    [Fact]
    public void Messages_and_tables_round_trip_for_any_counts()
    {
        var random = new RandomStream(2);
        for (int trial = 0; trial < 100; trial++)
        {
            int alphabet = 1 + random.NextInt32(300), n = random.NextInt32(2000);
            var message = new int[n];
            for (int i = 0; i < n; i++) message[i] = random.NextInt32(1 + random.NextInt32(alphabet));
            HuffmanCode code = HuffmanCode.ForCounts(SymbolStatistics.Counts(message, alphabet));
            var writer = new BitWriter();
            code.WriteTable(writer);
            foreach (int symbol in message) code.Write(writer, symbol);
            var reader = new BitReader(writer.ToArray());
            HuffmanCode read = HuffmanCode.ReadTable(ref reader, alphabet);
            foreach (int symbol in message) Assert.Equal(symbol, read.Read(ref reader));
            Assert.True(reader.AtEnd);
        }
    }

    [Fact]
    public void A_symbol_that_occurs_alone_has_a_code_of_one_bit_and_none_has_an_empty_code()
    {
        Assert.Equal([0, 1, 0], HuffmanCode.ForCounts([0, 7, 0]).Lengths.ToArray());
        Assert.Equal([0, 0], HuffmanCode.ForCounts([0, 0]).Lengths.ToArray());
    }

    [Fact]
    public void Lengths_of_no_complete_prefix_code_are_refused()
    {
        Assert.Throws<InvalidDataException>(() => HuffmanCode.FromLengths([1, 1, 1]));
        Assert.Throws<InvalidDataException>(() => HuffmanCode.FromLengths([2, 2, 2]));
        Assert.Throws<InvalidDataException>(() => HuffmanCode.FromLengths([3]));
        Assert.Throws<InvalidDataException>(() => HuffmanCode.FromLengths([16]));
    }
}
