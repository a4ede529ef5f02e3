using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Frugal.Kernels;

/// <summary>The selection kernels of one instruction set.</summary>
internal abstract class SelectionKernels
{
    public abstract void Where(ReadOnlySpan<bool> condition, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y);
    public abstract void Mask(ReadOnlySpan<bool> mask, ReadOnlySpan<float> w, Span<float> y);
    /// <summary>The comparison is Equal, Less or LessOrEqual; a step is 0 for an operand of one value.</summary>
    public abstract void Compare(Relation comparison, ref float a, int aStep, ref float b, int bStep, Span<bool> y);
}

internal sealed class SelectionKernels<V> : SelectionKernels where V : struct, ILanes<V>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Where(ReadOnlySpan<bool> condition, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y)
    {
        ref byte m = ref Unsafe.As<bool, byte>(ref MemoryMarshal.GetReference(condition));
        ref float left = ref MemoryMarshal.GetReference(a), right = ref MemoryMarshal.GetReference(b), result = ref MemoryMarshal.GetReference(y);
        nint i = 0, n = y.Length;
        for (; i <= n - V.Count; i += V.Count)
            V.Store(V.Select(V.LoadMask(ref m, i), V.Load(ref left, i), V.Load(ref right, i)), ref result, i);
        for (; i < n; i++) Unsafe.Add(ref result, i) = Unsafe.Add(ref m, i) != 0 ? Unsafe.Add(ref left, i) : Unsafe.Add(ref right, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Mask(ReadOnlySpan<bool> mask, ReadOnlySpan<float> w, Span<float> y)
    {
        ref byte m = ref Unsafe.As<bool, byte>(ref MemoryMarshal.GetReference(mask));
        ref float weight = ref MemoryMarshal.GetReference(w), result = ref MemoryMarshal.GetReference(y);
        nint i = 0, n = y.Length;
        for (; i <= n - V.Count; i += V.Count) V.Store(V.LoadMask(ref m, i) & V.Load(ref weight, i), ref result, i);
        for (; i < n; i++) Unsafe.Add(ref result, i) = Unsafe.Add(ref m, i) != 0 ? Unsafe.Add(ref weight, i) : 0f;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Compare(Relation comparison, ref float a, int aStep, ref float b, int bStep, Span<bool> y)
    {
        ref byte result = ref Unsafe.As<bool, byte>(ref MemoryMarshal.GetReference(y));
        nint i = 0, n = y.Length;
        if (n >= V.Count)
        {
            V left = aStep == 0 ? V.Create(a) : default, right = bStep == 0 ? V.Create(b) : default;
            for (; i <= n - V.Count; i += V.Count)
            {
                V p = aStep == 0 ? left : V.Load(ref a, i), q = bStep == 0 ? right : V.Load(ref b, i);
                V mask = comparison == Relation.Equal ? V.Equal(p, q) : comparison == Relation.Less ? V.LessThan(p, q) : V.LessOrEqual(p, q);
                V.StoreMask(mask, ref result, i);
            }
        }
        for (; i < n; i++)
        {
            float p = Unsafe.Add(ref a, i * aStep), q = Unsafe.Add(ref b, i * bStep);
            bool holds = comparison == Relation.Equal ? p == q : comparison == Relation.Less ? p < q : p <= q;
            Unsafe.Add(ref result, i) = holds ? (byte)1 : (byte)0;
        }
    }
}
