using Frugal.Coding;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Coding;

public sealed class BinaryRangeCoderTests
{
    [Theory]
    [InlineData("", 32768, "00000000", "")]
    [InlineData("0110100100", 32768, "68FFFFFF00", "69")]
    [InlineData("011111101100100101100001", 40000, "9C00007E0BD4BD", "9C000080")] // a carry through two pending bytes 0xFF
    public void Streams_of_a_fixed_probability_equal_the_known_bytes(string bits, int zeroProbability, string full, string shortForm)
    {
        foreach (bool isShort in new[] { false, true })
        {
            var encoder = new BinaryRangeEncoder();
            foreach (char bit in bits) encoder.Encode(bit - '0', zeroProbability);
            Assert.Equal(isShort ? shortForm : full, Convert.ToHexString(encoder.Finish(isShort)));
        }
    }

    [Fact]
    public void An_adaptive_context_takes_the_known_way()
    {
        const string bits = "00000100000000100001000000000000";
        int[] expected = [32768, 49152, 53248, 56320, 57472, 58480, 51170, 52965];
        foreach ((bool isShort, string hex) in new[] { (false, "35CF78E8D300"), (true, "35CF80") })
        {
            var encoder = new BinaryRangeEncoder();
            var context = new AdaptiveBit();
            for (int i = 0; i < bits.Length; i++)
            {
                if (i < expected.Length) Assert.Equal(expected[i], context.ZeroProbability);
                encoder.Encode(bits[i] - '0', context.ZeroProbability);
                context.Update(bits[i] - '0', new AdaptationRates(5, 8));
            }
            Assert.Equal(57311, context.ZeroProbability);
            Assert.Equal(hex, Convert.ToHexString(encoder.Finish(isShort)));
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.1)]
    [InlineData(0.01)]
    [InlineData(0.001)]
    public void Independent_bits_cost_their_ideal_length_and_the_end_of_the_stream(double p)
    {
        var random = new RandomStream(9);
        int zeroProbability = (int)Math.Round((1 - p) * 65536);
        var encoder = new BinaryRangeEncoder();
        double ideal = 0;
        for (int i = 0; i < 200_000; i++)
        {
            int bit = random.NextDouble() < p ? 1 : 0;
            ideal -= Math.Log2((bit == 0 ? zeroProbability : 65536 - zeroProbability) / 65536.0);
            encoder.Encode(bit, zeroProbability);
        }
        Assert.InRange(encoder.Finish(shortForm: false).Length - ideal / 8, 3, 4.5);
    }

    [Theory]
    [InlineData(0, BinaryRangeEncoder.GreatestProbability)]
    [InlineData(1, BinaryRangeEncoder.LeastProbability)]
    public void Ten_million_certain_bits_cost_the_same_for_either_value(int bit, int zeroProbability)
    {
        var encoder = new BinaryRangeEncoder();
        for (int i = 0; i < 10_000_000; i++) encoder.Encode(bit, zeroProbability);
        Assert.Equal(884, encoder.Finish(shortForm: false).Length);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.3)]
    [InlineData(0.5)]
    public void Two_rates_cost_what_theory_says_above_the_entropy(double p)
    {
        var random = new RandomStream(10);
        var context = new AdaptiveBit();
        var meter = new CostMeter();
        const int n = 400_000;
        double entropy = 0;
        for (int i = 0; i < n; i++)
        {
            int bit = random.NextDouble() < p ? 1 : 0;
            entropy -= Math.Log2(bit == 1 ? p : 1 - p);
            context.Code(ref meter, bit, new AdaptationRates(4, 7));
        }
        Assert.Equal(0.009, (meter.Bits - entropy) / n, 0.001);
    }

    [Fact]
    public void Random_sequences_round_trip_and_use_all_their_bytes()
    {
        var random = new RandomStream(11);
        for (int trial = 0; trial < 20_000; trial++)
        {
            int n = random.NextInt32(120), kind = random.NextInt32(4);
            var bits = new int[n];
            var probabilities = new int[n];
            for (int i = 0; i < n; i++)
            {
                probabilities[i] = kind switch
                {
                    0 => BinaryRangeEncoder.LeastProbability,
                    1 => BinaryRangeEncoder.GreatestProbability,
                    _ => 32 + random.NextInt32(65473),
                };
                bits[i] = kind == 3 ? random.NextInt32(2) : random.NextInt32(65536) < probabilities[i] ? 0 : 1;
            }
            RoundTrip(bits, probabilities);
        }
    }

    [Fact]
    public void Long_runs_of_pending_carries_round_trip()
    {
        // Each bit keeps the interval around the next multiple of 2^32 of the untruncated state, so that bytes 0xFF pile up.
        var random = new RandomStream(12);
        for (int trial = 0; trial < 500; trial++)
        {
            int n = 50 + random.NextInt32(300);
            int[] bits = new int[n], probabilities = new int[n];
            Int128 low = 0, range = 0xFFFFFFFF, carryPoint = -1;
            for (int i = 0; i < n; i++)
            {
                probabilities[i] = 20_000 + random.NextInt32(25_000);
                Int128 bound = (range * probabilities[i]) >> 16;
                if (carryPoint < 0 || carryPoint <= low || carryPoint >= low + range) carryPoint = ((low >> 31) + 1) << 31;
                bits[i] = carryPoint > low + bound || (carryPoint == low + bound && random.NextInt32(2) == 1) ? 1 : 0;
                if (bits[i] == 0) range = bound;
                else (low, range) = (low + bound, range - bound);
                for (; range < 1 << 24; range <<= 8)
                {
                    low <<= 8;
                    carryPoint <<= 8;
                    if (low > (Int128)1 << 100) (low, carryPoint) = (low & (((Int128)1 << 60) - 1), carryPoint & (((Int128)1 << 60) - 1));
                }
            }
            RoundTrip(bits, probabilities);
        }
    }

    [Fact]
    public void Lengthened_and_cut_streams_are_refused()
    {
        var encoder = new BinaryRangeEncoder();
        for (int i = 0; i < 200; i++) encoder.Encode(i % 3 == 0 ? 1 : 0, 40_000);
        byte[] coded = encoder.Finish();
        Assert.Throws<InvalidDataException>(() => Decode([.. coded, 0, 0, 0, 0, 0]));
        Assert.Throws<InvalidDataException>(() => Decode(coded[..^5]));

        static void Decode(byte[] bytes)
        {
            var decoder = new BinaryRangeDecoder(bytes);
            for (int i = 0; i < 200; i++) decoder.Decode(40_000);
            decoder.Finish();
        }
    }

    private static void RoundTrip(int[] bits, int[] probabilities)
    {
        foreach (bool isShort in new[] { false, true })
        {
            var encoder = new BinaryRangeEncoder();
            for (int i = 0; i < bits.Length; i++) encoder.Encode(bits[i], probabilities[i]);
            var decoder = new BinaryRangeDecoder(encoder.Finish(isShort));
            for (int i = 0; i < bits.Length; i++)
                if (decoder.Decode(probabilities[i]) != bits[i]) Assert.Fail($"bit {i} of {bits.Length} differs");
            decoder.Finish();
        }
    }
}
