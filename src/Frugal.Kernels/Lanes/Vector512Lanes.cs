using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Frugal.Kernels;

/// <summary>Sixteen values: AVX-512. Where the processor lacks it the cross-platform calls still compute the same, slowly, which lets tests run this width anywhere.</summary>
internal readonly struct Vector512Lanes : ILanes<Vector512Lanes>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private readonly Vector512<float> v;

    [MethodImpl(Inline)] private Vector512Lanes(Vector512<float> v) => this.v = v;
    private Vector512<int> Bits { [MethodImpl(Inline)] get => v.AsInt32(); }
    [MethodImpl(Inline)] private static Vector512Lanes Of(Vector512<int> bits) => new(bits.AsSingle());

    public static int Count { [MethodImpl(Inline)] get => 16; }
    public static Vector512Lanes IndexBits { [MethodImpl(Inline)] get => Of(Vector512<int>.Indices); }
    [MethodImpl(Inline)] public static Vector512Lanes Create(float value) => new(Vector512.Create(value));
    [MethodImpl(Inline)] public static Vector512Lanes CreateBits(int bits) => Of(Vector512.Create(bits));
    [MethodImpl(Inline)] public static Vector512Lanes Load(ref float source, nint index) => new(Vector512.LoadUnsafe(ref source, (nuint)index));

    [MethodImpl(Inline)]
    public static Vector512Lanes LoadEven(ref float source, nint index)
    {
        // The second load begins one element early, so that nothing after the last even element is read.
        Vector512<float> low = Vector512.LoadUnsafe(ref source, (nuint)index);
        Vector512<float> high = Vector512.LoadUnsafe(ref source, (nuint)index + 15);
        if (Avx512F.IsSupported)
            return new(Avx512F.PermuteVar16x32x2(low, Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 17, 19, 21, 23, 25, 27, 29, 31), high));
        return new(Vector512.Create(
            Vector512.Shuffle(low, Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 0, 0, 0, 0, 0, 0, 0, 0)).GetLower(),
            Vector512.Shuffle(high, Vector512.Create(1, 3, 5, 7, 9, 11, 13, 15, 0, 0, 0, 0, 0, 0, 0, 0)).GetLower()));
    }

    [MethodImpl(Inline)]
    public static Vector512Lanes LoadMask(ref byte source, nint index)
    {
        Vector256<ushort> half = Vector256.WidenLower(Vector128.LoadUnsafe(ref source, (nuint)index).ToVector256());
        return Of(Vector512.GreaterThan(Vector512.WidenLower(half.ToVector512()).AsInt32(), Vector512<int>.Zero));
    }

    [MethodImpl(Inline)] public static void Store(Vector512Lanes value, ref float target, nint index) => value.v.StoreUnsafe(ref target, (nuint)index);

    [MethodImpl(Inline)]
    public static void StoreMask(Vector512Lanes mask, ref byte target, nint index)
    {
        Vector256<ushort> half = Vector256.Narrow(mask.v.AsUInt32().GetLower(), mask.v.AsUInt32().GetUpper());
        Vector128<byte> bytes = Vector128.Narrow(half.GetLower(), half.GetUpper()) & Vector128.Create((byte)1);
        bytes.StoreUnsafe(ref target, (nuint)index);
    }

    [MethodImpl(Inline)] public static Vector512Lanes operator +(Vector512Lanes a, Vector512Lanes b) => new(a.v + b.v);
    [MethodImpl(Inline)] public static Vector512Lanes operator -(Vector512Lanes a, Vector512Lanes b) => new(a.v - b.v);
    [MethodImpl(Inline)] public static Vector512Lanes operator *(Vector512Lanes a, Vector512Lanes b) => new(a.v * b.v);
    [MethodImpl(Inline)] public static Vector512Lanes operator /(Vector512Lanes a, Vector512Lanes b) => new(a.v / b.v);
    [MethodImpl(Inline)] public static Vector512Lanes operator &(Vector512Lanes a, Vector512Lanes b) => new(a.v & b.v);
    [MethodImpl(Inline)] public static Vector512Lanes operator |(Vector512Lanes a, Vector512Lanes b) => new(a.v | b.v);
    [MethodImpl(Inline)] public static Vector512Lanes operator ^(Vector512Lanes a, Vector512Lanes b) => new(a.v ^ b.v);

    [MethodImpl(Inline)] public static Vector512Lanes MultiplyAdd(Vector512Lanes a, Vector512Lanes b, Vector512Lanes c) => new(Vector512.FusedMultiplyAdd(a.v, b.v, c.v));
    [MethodImpl(Inline)] public static Vector512Lanes Sqrt(Vector512Lanes a) => new(Vector512.Sqrt(a.v));
    [MethodImpl(Inline)] public static Vector512Lanes Round(Vector512Lanes a) => new(Vector512.Round(a.v));
    [MethodImpl(Inline)] public static Vector512Lanes Floor(Vector512Lanes a) => new(Vector512.Floor(a.v));
    [MethodImpl(Inline)] public static Vector512Lanes Ceiling(Vector512Lanes a) => new(Vector512.Ceiling(a.v));
    [MethodImpl(Inline)] public static Vector512Lanes Larger(Vector512Lanes a, Vector512Lanes b) => new(Avx512F.IsSupported ? Avx512F.Max(a.v, b.v) : Vector512.ConditionalSelect(Vector512.GreaterThan(a.v, b.v), a.v, b.v));
    [MethodImpl(Inline)] public static Vector512Lanes Lesser(Vector512Lanes a, Vector512Lanes b) => new(Avx512F.IsSupported ? Avx512F.Min(a.v, b.v) : Vector512.ConditionalSelect(Vector512.LessThan(a.v, b.v), a.v, b.v));

    [MethodImpl(Inline)] public static Vector512Lanes LessThan(Vector512Lanes a, Vector512Lanes b) => new(Vector512.LessThan(a.v, b.v));
    [MethodImpl(Inline)] public static Vector512Lanes LessOrEqual(Vector512Lanes a, Vector512Lanes b) => new(Vector512.LessThanOrEqual(a.v, b.v));
    [MethodImpl(Inline)] public static Vector512Lanes Equal(Vector512Lanes a, Vector512Lanes b) => new(Vector512.Equals(a.v, b.v));
    [MethodImpl(Inline)] public static Vector512Lanes Select(Vector512Lanes mask, Vector512Lanes whereOnes, Vector512Lanes whereZeros) => new(Vector512.ConditionalSelect(mask.v, whereOnes.v, whereZeros.v));

    [MethodImpl(Inline)] public static Vector512Lanes AddBits(Vector512Lanes a, Vector512Lanes b) => Of(a.Bits + b.Bits);
    [MethodImpl(Inline)] public static Vector512Lanes SubtractBits(Vector512Lanes a, Vector512Lanes b) => Of(a.Bits - b.Bits);
    [MethodImpl(Inline)] public static Vector512Lanes ShiftLeftBits(Vector512Lanes a, int count) => Of(Vector512.ShiftLeft(a.Bits, count));
    [MethodImpl(Inline)] public static Vector512Lanes ShiftRightBits(Vector512Lanes a, int count) => Of(Vector512.ShiftRightArithmetic(a.Bits, count));
    [MethodImpl(Inline)] public static Vector512Lanes ToIntegerBits(Vector512Lanes a) => Of(Vector512.ConvertToInt32Native(a.v));
    [MethodImpl(Inline)] public static Vector512Lanes FromIntegerBits(Vector512Lanes bits) => new(Vector512.ConvertToSingle(bits.Bits));
}
