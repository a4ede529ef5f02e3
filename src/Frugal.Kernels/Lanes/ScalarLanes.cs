using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>One value at a time: plain C#.</summary>
internal readonly struct ScalarLanes : ILanes<ScalarLanes>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private readonly float v;

    [MethodImpl(Inline)] private ScalarLanes(float v) => this.v = v;
    private int Bits { [MethodImpl(Inline)] get => BitConverter.SingleToInt32Bits(v); }
    [MethodImpl(Inline)] private static ScalarLanes Mask(bool set) => CreateBits(set ? -1 : 0);

    public static int Count { [MethodImpl(Inline)] get => 1; }
    public static ScalarLanes IndexBits { [MethodImpl(Inline)] get => default; }
    [MethodImpl(Inline)] public static ScalarLanes Create(float value) => new(value);
    [MethodImpl(Inline)] public static ScalarLanes CreateBits(int bits) => new(BitConverter.Int32BitsToSingle(bits));
    [MethodImpl(Inline)] public static ScalarLanes Load(ref float source, nint index) => new(Unsafe.Add(ref source, index));
    [MethodImpl(Inline)] public static ScalarLanes LoadEven(ref float source, nint index) => new(Unsafe.Add(ref source, index));
    [MethodImpl(Inline)] public static ScalarLanes LoadMask(ref byte source, nint index) => Mask(Unsafe.Add(ref source, index) != 0);
    [MethodImpl(Inline)] public static void Store(ScalarLanes value, ref float target, nint index) => Unsafe.Add(ref target, index) = value.v;
    [MethodImpl(Inline)] public static void StoreMask(ScalarLanes mask, ref byte target, nint index) => Unsafe.Add(ref target, index) = (byte)(mask.Bits & 1);

    [MethodImpl(Inline)] public static ScalarLanes operator +(ScalarLanes a, ScalarLanes b) => new(a.v + b.v);
    [MethodImpl(Inline)] public static ScalarLanes operator -(ScalarLanes a, ScalarLanes b) => new(a.v - b.v);
    [MethodImpl(Inline)] public static ScalarLanes operator *(ScalarLanes a, ScalarLanes b) => new(a.v * b.v);
    [MethodImpl(Inline)] public static ScalarLanes operator /(ScalarLanes a, ScalarLanes b) => new(a.v / b.v);
    [MethodImpl(Inline)] public static ScalarLanes operator &(ScalarLanes a, ScalarLanes b) => CreateBits(a.Bits & b.Bits);
    [MethodImpl(Inline)] public static ScalarLanes operator |(ScalarLanes a, ScalarLanes b) => CreateBits(a.Bits | b.Bits);
    [MethodImpl(Inline)] public static ScalarLanes operator ^(ScalarLanes a, ScalarLanes b) => CreateBits(a.Bits ^ b.Bits);

    [MethodImpl(Inline)] public static ScalarLanes MultiplyAdd(ScalarLanes a, ScalarLanes b, ScalarLanes c) => new(MathF.FusedMultiplyAdd(a.v, b.v, c.v));
    [MethodImpl(Inline)] public static ScalarLanes Sqrt(ScalarLanes a) => new(MathF.Sqrt(a.v));
    [MethodImpl(Inline)] public static ScalarLanes Round(ScalarLanes a) => new(MathF.Round(a.v));
    [MethodImpl(Inline)] public static ScalarLanes Floor(ScalarLanes a) => new(MathF.Floor(a.v));
    [MethodImpl(Inline)] public static ScalarLanes Ceiling(ScalarLanes a) => new(MathF.Ceiling(a.v));
    [MethodImpl(Inline)] public static ScalarLanes Larger(ScalarLanes a, ScalarLanes b) => a.v > b.v ? a : b;
    [MethodImpl(Inline)] public static ScalarLanes Lesser(ScalarLanes a, ScalarLanes b) => a.v < b.v ? a : b;

    [MethodImpl(Inline)] public static ScalarLanes LessThan(ScalarLanes a, ScalarLanes b) => Mask(a.v < b.v);
    [MethodImpl(Inline)] public static ScalarLanes LessOrEqual(ScalarLanes a, ScalarLanes b) => Mask(a.v <= b.v);
    [MethodImpl(Inline)] public static ScalarLanes Equal(ScalarLanes a, ScalarLanes b) => Mask(a.v == b.v);
    [MethodImpl(Inline)] public static ScalarLanes Select(ScalarLanes mask, ScalarLanes whereOnes, ScalarLanes whereZeros) => mask.Bits != 0 ? whereOnes : whereZeros;

    [MethodImpl(Inline)] public static ScalarLanes AddBits(ScalarLanes a, ScalarLanes b) => CreateBits(a.Bits + b.Bits);
    [MethodImpl(Inline)] public static ScalarLanes SubtractBits(ScalarLanes a, ScalarLanes b) => CreateBits(a.Bits - b.Bits);
    [MethodImpl(Inline)] public static ScalarLanes ShiftLeftBits(ScalarLanes a, int count) => CreateBits(a.Bits << count);
    [MethodImpl(Inline)] public static ScalarLanes ShiftRightBits(ScalarLanes a, int count) => CreateBits(a.Bits >> count);
    [MethodImpl(Inline)] public static ScalarLanes ToIntegerBits(ScalarLanes a) => CreateBits((int)a.v);
    [MethodImpl(Inline)] public static ScalarLanes FromIntegerBits(ScalarLanes bits) => new(bits.Bits);
}
