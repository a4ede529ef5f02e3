using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>F(2, 3) at the points 0, 1, −1 and infinity: additions only.</summary>
internal unsafe struct WinogradTransform2<V, O> : IWinogradTransform<V, O>
    where V : struct
    where O : struct, IKernelVector<V>
{
    public static int Outputs
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Data(float* from, nint step, float* last, float* to, nint toStep)
    {
        V d0 = O.Load(from), d1 = O.Load(from + step), d2 = O.Load(last), d3 = O.Load(last + step);
        O.Store(to, O.Subtract(d2, d0));
        O.Store(to + toStep, O.Add(d1, d2));
        O.Store(to + 2 * toStep, O.Subtract(d2, d1));
        O.Store(to + 3 * toStep, O.Subtract(d3, d1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output(float* from, nint step, float* to, nint toStep)
    {
        V m1 = O.Load(from + step), m2 = O.Load(from + 2 * step);
        O.Store(to, O.Add(O.Load(from), O.Add(m1, m2)));
        O.Store(to + toStep, O.Add(O.Subtract(m1, m2), O.Load(from + 3 * step)));
    }
}
