using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Frugal.Kernels;

/// <summary>Four float64 values: AVX2 with FMA.</summary>
internal readonly struct WideLanes256 : IWideLanes<WideLanes256>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private readonly Vector256<double> v;

    [MethodImpl(Inline)] private WideLanes256(Vector256<double> v) => this.v = v;

    public static int Count { [MethodImpl(Inline)] get => 4; }
    [MethodImpl(Inline)] public static WideLanes256 Create(double value) => new(Vector256.Create(value));
    [MethodImpl(Inline)] public static WideLanes256 Load(ref float source, nint index) =>
        new(Avx.ConvertToVector256Double(Vector128.LoadUnsafe(ref source, (nuint)index)));
    [MethodImpl(Inline)] public static void Store(WideLanes256 value, ref double target, nint index) => value.v.StoreUnsafe(ref target, (nuint)index);
    [MethodImpl(Inline)] public static WideLanes256 operator +(WideLanes256 a, WideLanes256 b) => new(a.v + b.v);
    [MethodImpl(Inline)] public static WideLanes256 operator -(WideLanes256 a, WideLanes256 b) => new(a.v - b.v);
    [MethodImpl(Inline)] public static WideLanes256 MultiplyAdd(WideLanes256 a, WideLanes256 b, WideLanes256 c) => new(Vector256.FusedMultiplyAdd(a.v, b.v, c.v));
}
