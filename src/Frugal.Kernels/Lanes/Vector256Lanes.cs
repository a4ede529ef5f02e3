using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Frugal.Kernels;

/// <summary>Eight values: AVX2 with FMA.</summary>
internal readonly struct Vector256Lanes : ILanes<Vector256Lanes>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private readonly Vector256<float> v;

    [MethodImpl(Inline)] private Vector256Lanes(Vector256<float> v) => this.v = v;
    private Vector256<int> Bits { [MethodImpl(Inline)] get => v.AsInt32(); }
    [MethodImpl(Inline)] private static Vector256Lanes Of(Vector256<int> bits) => new(bits.AsSingle());

    public static int Count { [MethodImpl(Inline)] get => 8; }
    public static Vector256Lanes IndexBits { [MethodImpl(Inline)] get => Of(Vector256<int>.Indices); }
    [MethodImpl(Inline)] public static Vector256Lanes Create(float value) => new(Vector256.Create(value));
    [MethodImpl(Inline)] public static Vector256Lanes CreateBits(int bits) => Of(Vector256.Create(bits));
    [MethodImpl(Inline)] public static Vector256Lanes Load(ref float source, nint index) => new(Vector256.LoadUnsafe(ref source, (nuint)index));

    [MethodImpl(Inline)]
    public static Vector256Lanes LoadEven(ref float source, nint index)
    {
        // The second load begins one element early, so that nothing after the last even element is read.
        Vector256<float> low = Vector256.LoadUnsafe(ref source, (nuint)index);
        Vector256<float> high = Vector256.LoadUnsafe(ref source, (nuint)index + 7);
        Vector256<float> mixed = Avx.Shuffle(low, high, 0b11_01_10_00);
        return new(Avx2.Permute4x64(mixed.AsDouble(), 0b11_01_10_00).AsSingle());
    }

    [MethodImpl(Inline)]
    public static Vector256Lanes LoadMask(ref byte source, nint index)
    {
        Vector128<byte> bytes = Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, index))).AsByte();
        return Of(Vector256.GreaterThan(Avx2.ConvertToVector256Int32(bytes), Vector256<int>.Zero));
    }

    [MethodImpl(Inline)] public static void Store(Vector256Lanes value, ref float target, nint index) => value.v.StoreUnsafe(ref target, (nuint)index);

    [MethodImpl(Inline)]
    public static void StoreMask(Vector256Lanes mask, ref byte target, nint index)
    {
        Vector128<ushort> half = Vector128.Narrow(mask.v.AsUInt32().GetLower(), mask.v.AsUInt32().GetUpper());
        Vector128<byte> bytes = Vector128.Narrow(half, half) & Vector128.Create((byte)1);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, index), bytes.AsUInt64().ToScalar());
    }

    [MethodImpl(Inline)] public static Vector256Lanes operator +(Vector256Lanes a, Vector256Lanes b) => new(a.v + b.v);
    [MethodImpl(Inline)] public static Vector256Lanes operator -(Vector256Lanes a, Vector256Lanes b) => new(a.v - b.v);
    [MethodImpl(Inline)] public static Vector256Lanes operator *(Vector256Lanes a, Vector256Lanes b) => new(a.v * b.v);
    [MethodImpl(Inline)] public static Vector256Lanes operator /(Vector256Lanes a, Vector256Lanes b) => new(a.v / b.v);
    [MethodImpl(Inline)] public static Vector256Lanes operator &(Vector256Lanes a, Vector256Lanes b) => new(a.v & b.v);
    [MethodImpl(Inline)] public static Vector256Lanes operator |(Vector256Lanes a, Vector256Lanes b) => new(a.v | b.v);
    [MethodImpl(Inline)] public static Vector256Lanes operator ^(Vector256Lanes a, Vector256Lanes b) => new(a.v ^ b.v);

    [MethodImpl(Inline)] public static Vector256Lanes MultiplyAdd(Vector256Lanes a, Vector256Lanes b, Vector256Lanes c) => new(Vector256.FusedMultiplyAdd(a.v, b.v, c.v));
    [MethodImpl(Inline)] public static Vector256Lanes Sqrt(Vector256Lanes a) => new(Vector256.Sqrt(a.v));
    [MethodImpl(Inline)] public static Vector256Lanes Round(Vector256Lanes a) => new(Vector256.Round(a.v));
    [MethodImpl(Inline)] public static Vector256Lanes Floor(Vector256Lanes a) => new(Vector256.Floor(a.v));
    [MethodImpl(Inline)] public static Vector256Lanes Ceiling(Vector256Lanes a) => new(Vector256.Ceiling(a.v));
    [MethodImpl(Inline)] public static Vector256Lanes Larger(Vector256Lanes a, Vector256Lanes b) => new(Avx.IsSupported ? Avx.Max(a.v, b.v) : Vector256.ConditionalSelect(Vector256.GreaterThan(a.v, b.v), a.v, b.v));
    [MethodImpl(Inline)] public static Vector256Lanes Lesser(Vector256Lanes a, Vector256Lanes b) => new(Avx.IsSupported ? Avx.Min(a.v, b.v) : Vector256.ConditionalSelect(Vector256.LessThan(a.v, b.v), a.v, b.v));

    [MethodImpl(Inline)] public static Vector256Lanes LessThan(Vector256Lanes a, Vector256Lanes b) => new(Vector256.LessThan(a.v, b.v));
    [MethodImpl(Inline)] public static Vector256Lanes LessOrEqual(Vector256Lanes a, Vector256Lanes b) => new(Vector256.LessThanOrEqual(a.v, b.v));
    [MethodImpl(Inline)] public static Vector256Lanes Equal(Vector256Lanes a, Vector256Lanes b) => new(Vector256.Equals(a.v, b.v));
    [MethodImpl(Inline)] public static Vector256Lanes Select(Vector256Lanes mask, Vector256Lanes whereOnes, Vector256Lanes whereZeros) => new(Vector256.ConditionalSelect(mask.v, whereOnes.v, whereZeros.v));

    [MethodImpl(Inline)] public static Vector256Lanes AddBits(Vector256Lanes a, Vector256Lanes b) => Of(a.Bits + b.Bits);
    [MethodImpl(Inline)] public static Vector256Lanes SubtractBits(Vector256Lanes a, Vector256Lanes b) => Of(a.Bits - b.Bits);
    [MethodImpl(Inline)] public static Vector256Lanes ShiftLeftBits(Vector256Lanes a, int count) => Of(Vector256.ShiftLeft(a.Bits, count));
    [MethodImpl(Inline)] public static Vector256Lanes ShiftRightBits(Vector256Lanes a, int count) => Of(Vector256.ShiftRightArithmetic(a.Bits, count));
    [MethodImpl(Inline)] public static Vector256Lanes ToIntegerBits(Vector256Lanes a) => Of(Vector256.ConvertToInt32Native(a.v));
    [MethodImpl(Inline)] public static Vector256Lanes FromIntegerBits(Vector256Lanes bits) => new(Vector256.ConvertToSingle(bits.Bits));
}
