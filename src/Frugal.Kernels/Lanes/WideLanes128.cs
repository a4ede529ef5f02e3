using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Frugal.Kernels;

/// <summary>Two float64 values: SSE2 on x86-64, NEON on Arm64.</summary>
internal readonly struct WideLanes128 : IWideLanes<WideLanes128>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private readonly Vector128<double> v;

    [MethodImpl(Inline)] private WideLanes128(Vector128<double> v) => this.v = v;

    public static int Count { [MethodImpl(Inline)] get => 2; }
    [MethodImpl(Inline)] public static WideLanes128 Create(double value) => new(Vector128.Create(value));

    [MethodImpl(Inline)]
    public static WideLanes128 Load(ref float source, nint index)
    {
        ulong pair = Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<float, byte>(ref Unsafe.Add(ref source, index)));
        return new(Vector128.WidenLower(Vector128.CreateScalar(pair).AsSingle()));
    }

    [MethodImpl(Inline)] public static void Store(WideLanes128 value, ref double target, nint index) => value.v.StoreUnsafe(ref target, (nuint)index);
    [MethodImpl(Inline)] public static WideLanes128 operator +(WideLanes128 a, WideLanes128 b) => new(a.v + b.v);
    [MethodImpl(Inline)] public static WideLanes128 operator -(WideLanes128 a, WideLanes128 b) => new(a.v - b.v);
    [MethodImpl(Inline)] public static WideLanes128 MultiplyAdd(WideLanes128 a, WideLanes128 b, WideLanes128 c) => new(Vector128.FusedMultiplyAdd(a.v, b.v, c.v));
}
