using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>One float64 at a time: plain C#.</summary>
internal readonly struct WideLanesScalar : IWideLanes<WideLanesScalar>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private readonly double v;

    [MethodImpl(Inline)] private WideLanesScalar(double v) => this.v = v;

    public static int Count { [MethodImpl(Inline)] get => 1; }
    [MethodImpl(Inline)] public static WideLanesScalar Create(double value) => new(value);
    [MethodImpl(Inline)] public static WideLanesScalar Load(ref float source, nint index) => new(Unsafe.Add(ref source, index));
    [MethodImpl(Inline)] public static void Store(WideLanesScalar value, ref double target, nint index) => Unsafe.Add(ref target, index) = value.v;
    [MethodImpl(Inline)] public static WideLanesScalar operator +(WideLanesScalar a, WideLanesScalar b) => new(a.v + b.v);
    [MethodImpl(Inline)] public static WideLanesScalar operator -(WideLanesScalar a, WideLanesScalar b) => new(a.v - b.v);
    [MethodImpl(Inline)] public static WideLanesScalar MultiplyAdd(WideLanesScalar a, WideLanesScalar b, WideLanesScalar c) => new(Math.FusedMultiplyAdd(a.v, b.v, c.v));
}
