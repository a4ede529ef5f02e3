using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>
/// F(4, 3) at the points 0, 1, −1, ½, −2 and infinity, whose largest error is half of that of 0, ±1, ±2: 16 instructions for the data, 12 for the outputs.
/// </summary>
internal unsafe struct WinogradTransform4<V, O> : IWinogradTransform<V, O>
    where V : struct
    where O : struct, IKernelVector<V>
{
    public static int Outputs
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 4;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Data(float* from, nint step, float* last, float* to, nint toStep)
    {
        V d0 = O.Load(from), d1 = O.Load(from + step), d2 = O.Load(from + 2 * step), d3 = O.Load(from + 3 * step), d4 = O.Load(last), d5 = O.Load(last + step);
        V e = O.Subtract(d4, d2), f = O.Subtract(d3, d1), half = O.Broadcast(1.5f);
        // d0 − 3/2 d1 − 2 d2 + 3/2 d3 + d4
        O.Store(to, O.MultiplyAdd(half, f, O.Add(O.Subtract(d0, d2), e)));
        // −d1 + 1/2 d2 + 5/2 d3 + d4
        O.Store(to + toStep, O.MultiplyAdd(half, O.Add(d2, d3), O.Add(e, f)));
        // d1 − 5/2 d2 + 1/2 d3 + d4
        O.Store(to + 2 * toStep, O.MultiplyAdd(half, O.Subtract(d3, d2), O.Subtract(e, f)));
        // −2 d1 − d2 + 2 d3 + d4
        O.Store(to + 3 * toStep, O.MultiplyAdd(O.Broadcast(2), f, e));
        // 1/2 d1 − d2 − 1/2 d3 + d4
        O.Store(to + 4 * toStep, O.MultiplyAdd(O.Broadcast(-0.5f), f, e));
        // d1 − 3/2 d2 − 2 d3 + 3/2 d4 + d5
        O.Store(to + 5 * toStep, O.MultiplyAdd(half, e, O.Subtract(O.Subtract(d5, d3), f)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output(float* from, nint step, float* to, nint toStep)
    {
        V m1 = O.Load(from + step), m2 = O.Load(from + 2 * step), m3 = O.Load(from + 3 * step), m4 = O.Load(from + 4 * step);
        V sum = O.Add(m1, m2), difference = O.Subtract(m1, m2);
        O.Store(to, O.Add(O.Add(O.Load(from), sum), O.Add(m3, m4)));
        O.Store(to + toStep, O.MultiplyAdd(O.Broadcast(-2), m4, O.MultiplyAdd(O.Broadcast(0.5f), m3, difference)));
        O.Store(to + 2 * toStep, O.MultiplyAdd(O.Broadcast(4), m4, O.MultiplyAdd(O.Broadcast(0.25f), m3, sum)));
        O.Store(to + 3 * toStep, O.MultiplyAdd(O.Broadcast(-8), m4, O.MultiplyAdd(O.Broadcast(0.125f), m3, O.Add(difference, O.Load(from + 5 * step)))));
    }
}
