using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Frugal.Tensors;

/// <summary>
/// Counter-based random numbers (Philox4x32-10; Salmon, Moraes, Dror, Shaw 2011, "Parallel Random Numbers: As Easy as 1, 2, 3").
/// Value number <c>i</c> of a stream depends on the stream's key and on <c>i</c> alone, so that any part of a sequence can be
/// drawn at any time by any thread. Copying the struct copies the position.
/// </summary>
public struct RandomStream
{
    private readonly ulong key;
    private ulong position;

    private RandomStream(ulong key, ulong position)
    {
        this.key = key;
        this.position = position;
    }

    /// <summary>The stream of a seed.</summary>
    public RandomStream(ulong seed) : this(seed, 0) { }

    /// <summary>The number of 32-bit values drawn so far; part of a checkpoint.</summary>
    public readonly ulong Position => position;

    /// <summary>The same stream at another position.</summary>
    public readonly RandomStream At(ulong newPosition) => new(key, newPosition);

    /// <summary>An independent stream, the same for the same name; the position of this one plays no part.</summary>
    public readonly RandomStream Split(string name)
    {
        ulong hash = 0xCBF29CE484222325; // FNV-1a over UTF-8, then mixed with the key by one Philox block
        foreach (byte b in Encoding.UTF8.GetBytes(name)) hash = (hash ^ b) * 0x100000001B3;
        return SplitBy(hash, 0x53504C49);
    }

    /// <summary>An independent stream, the same for the same number.</summary>
    public readonly RandomStream Split(long number) => SplitBy((ulong)number, 0x4E554D42);

    private readonly RandomStream SplitBy(ulong id, uint domain)
    {
        Block(key, id, domain, out uint a, out uint b, out _, out _);
        return new RandomStream(((ulong)b << 32) | a, 0);
    }

    /// <summary>The next 32 random bits.</summary>
    public uint NextUInt32()
    {
        Block(key, position >> 2, 0, out uint a, out uint b, out uint c, out uint d);
        return (position++ & 3) switch { 0 => a, 1 => b, 2 => c, _ => d };
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64() => ((ulong)NextUInt32() << 32) | NextUInt32();

    /// <summary>Uniform in [0, 1), a multiple of 2^-24.</summary>
    public float NextSingle() => (NextUInt32() >> 8) * (1f / (1 << 24));

    /// <summary>Uniform in [0, 1), a multiple of 2^-53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1L << 53));

    /// <summary>Uniform in [0, <paramref name="exclusiveMaximum"/>), without bias.</summary>
    public int NextInt32(int exclusiveMaximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMaximum);
        uint range = (uint)exclusiveMaximum;
        while (true) // Lemire 2019: multiply, reject the few values that would be too frequent
        {
            ulong product = (ulong)NextUInt32() * range;
            if ((uint)product >= (0u - range) % range) return (int)(product >> 32);
        }
    }

    /// <summary>Standard normal (Box and Muller 1958; one of the pair is used).</summary>
    public double NextGaussian()
    {
        double u = 1 - NextDouble();
        double v = NextDouble();
        return Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * v);
    }

    /// <summary>Puts the elements into a uniformly random order (Fisher and Yates 1938).</summary>
    public void Shuffle<T>(Span<T> values)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = NextInt32(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    /// <summary>Fills a span with uniform values of [<paramref name="minimum"/>, <paramref name="maximum"/>).</summary>
    public void FillUniform(Span<float> values, float minimum = 0, float maximum = 1)
    {
        for (int i = 0; i < values.Length; i++) values[i] = minimum + (maximum - minimum) * NextSingle();
    }

    /// <summary>Fills a span with normal values.</summary>
    public void FillGaussian(Span<float> values, double mean = 0, double deviation = 1)
    {
        for (int i = 0; i < values.Length; i++) values[i] = (float)(mean + deviation * NextGaussian());
    }

    /// <summary>One block of Philox4x32-10: counter (<paramref name="counter"/>, <paramref name="high"/>) under the key.</summary>
    internal static void Block(ulong key, ulong counter, ulong high, out uint x0, out uint x1, out uint x2, out uint x3)
    {
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        x0 = (uint)counter;
        x1 = (uint)(counter >> 32);
        x2 = (uint)high;
        x3 = (uint)(high >> 32);
        for (int round = 0; round < 10; round++)
        {
            ulong p0 = 0xD2511F53UL * x0, p1 = 0xCD9E8D57UL * x2;
            (x0, x1, x2, x3) = ((uint)(p1 >> 32) ^ x1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ x3 ^ k1, (uint)p0);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }
    }
}
