using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>Sums of arrays, for bias gradients and for partial weight gradients.</summary>
internal static unsafe class SumKernel<V, O>
    where V : struct
    where O : struct, IKernelVector<V>
{
    /// <summary>target[i] += source[i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddTo(float* target, float* source, nint count)
    {
        nint i = 0;
        for (; i <= count - O.Width; i += O.Width) O.Store(target + i, O.Add(O.Load(target + i), O.Load(source + i)));
        for (; i < count; i++) target[i] += source[i];
    }

    /// <summary>Σ source[i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Sum(float* source, nint count)
    {
        V s0 = default, s1 = default, s2 = default, s3 = default;
        nint i = 0;
        for (; i <= count - 4 * O.Width; i += 4 * O.Width)
        {
            s0 = O.Add(s0, O.Load(source + i));
            s1 = O.Add(s1, O.Load(source + i + O.Width));
            s2 = O.Add(s2, O.Load(source + i + 2 * O.Width));
            s3 = O.Add(s3, O.Load(source + i + 3 * O.Width));
        }

        for (; i < count; i += O.Width) s0 = O.Add(s0, O.LoadFirst(source + i, (int)nint.Min(O.Width, count - i)));
        return O.Sum(O.Add(O.Add(s0, s1), O.Add(s2, s3)));
    }
}
