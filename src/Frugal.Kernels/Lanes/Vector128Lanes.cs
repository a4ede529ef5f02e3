using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Frugal.Kernels;

/// <summary>Four values: SSE on x86-64, NEON on Arm64.</summary>
internal readonly struct Vector128Lanes : ILanes<Vector128Lanes>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private readonly Vector128<float> v;

    [MethodImpl(Inline)] private Vector128Lanes(Vector128<float> v) => this.v = v;
    private Vector128<int> Bits { [MethodImpl(Inline)] get => v.AsInt32(); }
    [MethodImpl(Inline)] private static Vector128Lanes Of(Vector128<int> bits) => new(bits.AsSingle());

    public static int Count { [MethodImpl(Inline)] get => 4; }
    public static Vector128Lanes IndexBits { [MethodImpl(Inline)] get => Of(Vector128<int>.Indices); }
    [MethodImpl(Inline)] public static Vector128Lanes Create(float value) => new(Vector128.Create(value));
    [MethodImpl(Inline)] public static Vector128Lanes CreateBits(int bits) => Of(Vector128.Create(bits));
    [MethodImpl(Inline)] public static Vector128Lanes Load(ref float source, nint index) => new(Vector128.LoadUnsafe(ref source, (nuint)index));

    [MethodImpl(Inline)]
    public static Vector128Lanes LoadEven(ref float source, nint index)
    {
        // The second load begins one element early, so that nothing after the last even element is read.
        Vector128<float> low = Vector128.LoadUnsafe(ref source, (nuint)index);
        Vector128<float> high = Vector128.LoadUnsafe(ref source, (nuint)index + 3);
        if (Sse.IsSupported) return new(Sse.Shuffle(low, high, 0b11_01_10_00));
        return new(Vector128.Create(
            Vector128.Shuffle(low, Vector128.Create(0, 2, 0, 0)).GetLower(), Vector128.Shuffle(high, Vector128.Create(1, 3, 0, 0)).GetLower()));
    }

    [MethodImpl(Inline)]
    public static Vector128Lanes LoadMask(ref byte source, nint index)
    {
        Vector128<byte> bytes = Vector128.CreateScalar(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref source, index))).AsByte();
        Vector128<uint> wide = Vector128.WidenLower(Vector128.WidenLower(bytes));
        return Of(Vector128.GreaterThan(wide.AsInt32(), Vector128<int>.Zero));
    }

    [MethodImpl(Inline)] public static void Store(Vector128Lanes value, ref float target, nint index) => value.v.StoreUnsafe(ref target, (nuint)index);

    [MethodImpl(Inline)]
    public static void StoreMask(Vector128Lanes mask, ref byte target, nint index)
    {
        Vector128<ushort> half = Vector128.Narrow(mask.v.AsUInt32(), mask.v.AsUInt32());
        Vector128<byte> bytes = Vector128.Narrow(half, half) & Vector128.Create((byte)1);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, index), bytes.AsUInt32().ToScalar());
    }

    [MethodImpl(Inline)] public static Vector128Lanes operator +(Vector128Lanes a, Vector128Lanes b) => new(a.v + b.v);
    [MethodImpl(Inline)] public static Vector128Lanes operator -(Vector128Lanes a, Vector128Lanes b) => new(a.v - b.v);
    [MethodImpl(Inline)] public static Vector128Lanes operator *(Vector128Lanes a, Vector128Lanes b) => new(a.v * b.v);
    [MethodImpl(Inline)] public static Vector128Lanes operator /(Vector128Lanes a, Vector128Lanes b) => new(a.v / b.v);
    [MethodImpl(Inline)] public static Vector128Lanes operator &(Vector128Lanes a, Vector128Lanes b) => new(a.v & b.v);
    [MethodImpl(Inline)] public static Vector128Lanes operator |(Vector128Lanes a, Vector128Lanes b) => new(a.v | b.v);
    [MethodImpl(Inline)] public static Vector128Lanes operator ^(Vector128Lanes a, Vector128Lanes b) => new(a.v ^ b.v);

    [MethodImpl(Inline)] public static Vector128Lanes MultiplyAdd(Vector128Lanes a, Vector128Lanes b, Vector128Lanes c) => new(Vector128.FusedMultiplyAdd(a.v, b.v, c.v));
    [MethodImpl(Inline)] public static Vector128Lanes Sqrt(Vector128Lanes a) => new(Vector128.Sqrt(a.v));
    [MethodImpl(Inline)] public static Vector128Lanes Round(Vector128Lanes a) => new(Vector128.Round(a.v));
    [MethodImpl(Inline)] public static Vector128Lanes Floor(Vector128Lanes a) => new(Vector128.Floor(a.v));
    [MethodImpl(Inline)] public static Vector128Lanes Ceiling(Vector128Lanes a) => new(Vector128.Ceiling(a.v));
    [MethodImpl(Inline)] public static Vector128Lanes Larger(Vector128Lanes a, Vector128Lanes b) => new(Sse.IsSupported ? Sse.Max(a.v, b.v) : Vector128.ConditionalSelect(Vector128.GreaterThan(a.v, b.v), a.v, b.v));
    [MethodImpl(Inline)] public static Vector128Lanes Lesser(Vector128Lanes a, Vector128Lanes b) => new(Sse.IsSupported ? Sse.Min(a.v, b.v) : Vector128.ConditionalSelect(Vector128.LessThan(a.v, b.v), a.v, b.v));

    [MethodImpl(Inline)] public static Vector128Lanes LessThan(Vector128Lanes a, Vector128Lanes b) => new(Vector128.LessThan(a.v, b.v));
    [MethodImpl(Inline)] public static Vector128Lanes LessOrEqual(Vector128Lanes a, Vector128Lanes b) => new(Vector128.LessThanOrEqual(a.v, b.v));
    [MethodImpl(Inline)] public static Vector128Lanes Equal(Vector128Lanes a, Vector128Lanes b) => new(Vector128.Equals(a.v, b.v));
    [MethodImpl(Inline)] public static Vector128Lanes Select(Vector128Lanes mask, Vector128Lanes whereOnes, Vector128Lanes whereZeros) => new(Vector128.ConditionalSelect(mask.v, whereOnes.v, whereZeros.v));

    [MethodImpl(Inline)] public static Vector128Lanes AddBits(Vector128Lanes a, Vector128Lanes b) => Of(a.Bits + b.Bits);
    [MethodImpl(Inline)] public static Vector128Lanes SubtractBits(Vector128Lanes a, Vector128Lanes b) => Of(a.Bits - b.Bits);
    [MethodImpl(Inline)] public static Vector128Lanes ShiftLeftBits(Vector128Lanes a, int count) => Of(Vector128.ShiftLeft(a.Bits, count));
    [MethodImpl(Inline)] public static Vector128Lanes ShiftRightBits(Vector128Lanes a, int count) => Of(Vector128.ShiftRightArithmetic(a.Bits, count));
    [MethodImpl(Inline)] public static Vector128Lanes ToIntegerBits(Vector128Lanes a) => Of(Vector128.ConvertToInt32Native(a.v));
    [MethodImpl(Inline)] public static Vector128Lanes FromIntegerBits(Vector128Lanes bits) => new(Vector128.ConvertToSingle(bits.Bits));
}
