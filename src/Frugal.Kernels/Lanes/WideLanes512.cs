using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Frugal.Kernels;

/// <summary>Eight float64 values: AVX-512.</summary>
internal readonly struct WideLanes512 : IWideLanes<WideLanes512>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private readonly Vector512<double> v;

    [MethodImpl(Inline)] private WideLanes512(Vector512<double> v) => this.v = v;

    public static int Count { [MethodImpl(Inline)] get => 8; }
    [MethodImpl(Inline)] public static WideLanes512 Create(double value) => new(Vector512.Create(value));

    [MethodImpl(Inline)]
    public static WideLanes512 Load(ref float source, nint index)
    {
        Vector256<float> values = Vector256.LoadUnsafe(ref source, (nuint)index);
        if (Avx512F.IsSupported) return new(Avx512F.ConvertToVector512Double(values));
        return new(Vector512.Create(Vector256.WidenLower(values), Vector256.WidenUpper(values)));
    }

    [MethodImpl(Inline)] public static void Store(WideLanes512 value, ref double target, nint index) => value.v.StoreUnsafe(ref target, (nuint)index);
    [MethodImpl(Inline)] public static WideLanes512 operator +(WideLanes512 a, WideLanes512 b) => new(a.v + b.v);
    [MethodImpl(Inline)] public static WideLanes512 operator -(WideLanes512 a, WideLanes512 b) => new(a.v - b.v);
    [MethodImpl(Inline)] public static WideLanes512 MultiplyAdd(WideLanes512 a, WideLanes512 b, WideLanes512 c) => new(Vector512.FusedMultiplyAdd(a.v, b.v, c.v));
}
