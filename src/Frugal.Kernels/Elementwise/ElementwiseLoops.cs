using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>y = f(x; α, β) for one vector of lanes.</summary>
internal interface IUnaryOperator
{
    static abstract V Invoke<V>(V x, V alpha, V beta) where V : struct, ILanes<V>;
}

/// <summary>y = f(a, b; α, β) for one vector of lanes.</summary>
internal interface IBinaryOperator
{
    static abstract V Invoke<V>(V a, V b, V alpha, V beta) where V : struct, ILanes<V>;
}

/// <summary>
/// The loops over memory that all element-wise operations share. The last, partial vector overlaps the one before it; its inputs
/// are loaded first, so that the output may be the very memory of an input. What is shorter than a vector goes through a
/// buffer of one vector.
/// </summary>
internal static class ElementwiseLoops
{
    private const int BufferLength = 16;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Unary<TOperator, V>(ref float x, ref float y, nint n, float alpha, float beta)
        where TOperator : struct, IUnaryOperator where V : struct, ILanes<V>
    {
        if (n < V.Count)
        {
            UnaryShort<TOperator, V>(ref x, ref y, (int)n, alpha, beta);
            return;
        }
        V a = V.Create(alpha), b = V.Create(beta);
        nint end = n - V.Count;
        V last = V.Load(ref x, end);
        for (nint i = 0; i < end; i += V.Count) V.Store(TOperator.Invoke(V.Load(ref x, i), a, b), ref y, i);
        V.Store(TOperator.Invoke(last, a, b), ref y, end);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Binary<TOperator, V>(ref float x, ref float z, ref float y, nint n, float alpha, float beta)
        where TOperator : struct, IBinaryOperator where V : struct, ILanes<V>
    {
        if (n < V.Count)
        {
            BinaryShort<TOperator, V>(ref x, 1, ref z, 1, ref y, (int)n, alpha, beta);
            return;
        }
        V a = V.Create(alpha), b = V.Create(beta);
        nint end = n - V.Count;
        V lastX = V.Load(ref x, end), lastZ = V.Load(ref z, end);
        for (nint i = 0; i < end; i += V.Count) V.Store(TOperator.Invoke(V.Load(ref x, i), V.Load(ref z, i), a, b), ref y, i);
        V.Store(TOperator.Invoke(lastX, lastZ, a, b), ref y, end);
    }

    /// <summary>The right operand is one value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void BinaryRightScalar<TOperator, V>(ref float x, ref float z, ref float y, nint n, float alpha, float beta)
        where TOperator : struct, IBinaryOperator where V : struct, ILanes<V>
    {
        if (n < V.Count)
        {
            BinaryShort<TOperator, V>(ref x, 1, ref z, 0, ref y, (int)n, alpha, beta);
            return;
        }
        V a = V.Create(alpha), b = V.Create(beta), right = V.Create(z);
        nint end = n - V.Count;
        V last = V.Load(ref x, end);
        for (nint i = 0; i < end; i += V.Count) V.Store(TOperator.Invoke(V.Load(ref x, i), right, a, b), ref y, i);
        V.Store(TOperator.Invoke(last, right, a, b), ref y, end);
    }

    /// <summary>The left operand is one value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void BinaryLeftScalar<TOperator, V>(ref float x, ref float z, ref float y, nint n, float alpha, float beta)
        where TOperator : struct, IBinaryOperator where V : struct, ILanes<V>
    {
        if (n < V.Count)
        {
            BinaryShort<TOperator, V>(ref x, 0, ref z, 1, ref y, (int)n, alpha, beta);
            return;
        }
        V a = V.Create(alpha), b = V.Create(beta), left = V.Create(x);
        nint end = n - V.Count;
        V last = V.Load(ref z, end);
        for (nint i = 0; i < end; i += V.Count) V.Store(TOperator.Invoke(left, V.Load(ref z, i), a, b), ref y, i);
        V.Store(TOperator.Invoke(left, last, a, b), ref y, end);
    }

    [SkipLocalsInit]
    private static void UnaryShort<TOperator, V>(ref float x, ref float y, int n, float alpha, float beta)
        where TOperator : struct, IUnaryOperator where V : struct, ILanes<V>
    {
        Span<float> buffer = stackalloc float[BufferLength];
        buffer[..V.Count].Clear();
        for (int i = 0; i < n; i++) buffer[i] = Unsafe.Add(ref x, i);
        V.Store(TOperator.Invoke(V.Load(ref buffer[0], 0), V.Create(alpha), V.Create(beta)), ref buffer[0], 0);
        for (int i = 0; i < n; i++) Unsafe.Add(ref y, i) = buffer[i];
    }

    [SkipLocalsInit]
    private static void BinaryShort<TOperator, V>(ref float x, int stepX, ref float z, int stepZ, ref float y, int n, float alpha, float beta)
        where TOperator : struct, IBinaryOperator where V : struct, ILanes<V>
    {
        Span<float> left = stackalloc float[BufferLength], right = stackalloc float[BufferLength];
        left[..V.Count].Clear();
        right[..V.Count].Clear();
        for (int i = 0; i < n; i++)
        {
            left[i] = Unsafe.Add(ref x, i * stepX);
            right[i] = Unsafe.Add(ref z, i * stepZ);
        }
        V result = TOperator.Invoke(V.Load(ref left[0], 0), V.Load(ref right[0], 0), V.Create(alpha), V.Create(beta));
        V.Store(result, ref left[0], 0);
        for (int i = 0; i < n; i++) Unsafe.Add(ref y, i) = left[i];
    }
}
