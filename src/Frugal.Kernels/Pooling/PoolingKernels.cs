using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>The pooling kernels of one instruction set; each does one plane.</summary>
internal abstract class PoolingKernels
{
    public abstract void Maximum(in PoolShape shape, ref float x, ref float y);
    public abstract void MaximumWithIndices(in PoolShape shape, ref float x, ref float y, ref int indices);
    public abstract void Average(in PoolShape shape, ref float x, ref float y, bool includePadding);
}

/// <summary>
/// Works on one output row at a time: for each element of the window one pass over the row, which stays in the first-level cache. Windows of
/// two by two with stride two are read once, four values to an output. Limited by loads and the shuffles that part even from odd columns.
/// </summary>
internal sealed class PoolingKernels<V> : PoolingKernels where V : struct, ILanes<V>
{
    public override void Maximum(in PoolShape shape, ref float x, ref float y)
    {
        if (shape.IsTwoByTwo)
        {
            for (int row = 0; row < shape.OutputHeight; row++)
            {
                ref float top = ref Unsafe.Add(ref x, (nint)(2 * row) * shape.InputWidth);
                MaximumTwoByTwo(ref top, ref Unsafe.Add(ref top, shape.InputWidth), ref Unsafe.Add(ref y, (nint)row * shape.OutputWidth), shape.OutputWidth);
            }
            return;
        }
        int height = shape.OutputHeight, width = shape.OutputWidth;
        for (int row = 0; row < height; row++)
        {
            ref float target = ref Unsafe.Add(ref y, (nint)row * width);
            Fill(ref target, width, float.NegativeInfinity);
            for (int kh = 0; kh < shape.KernelHeight; kh++)
            {
                int inputRow = row * shape.StrideHeight - shape.PadTop + kh * shape.DilationHeight;
                if (inputRow < 0 || inputRow >= shape.InputHeight) continue;
                for (int kw = 0; kw < shape.KernelWidth; kw++)
                {
                    (int first, int end) = PoolShape.WindowsInside(kw, shape.InputWidth, width, shape.StrideWidth, shape.PadLeft, shape.DilationWidth);
                    nint at = (nint)inputRow * shape.InputWidth + first * shape.StrideWidth - shape.PadLeft + kw * shape.DilationWidth;
                    if (first < end) MaximumPass(ref Unsafe.Add(ref x, at), ref Unsafe.Add(ref target, first), end - first, shape.StrideWidth);
                }
            }
        }
    }

    public override void MaximumWithIndices(in PoolShape shape, ref float x, ref float y, ref int indices)
    {
        if (shape.IsTwoByTwo)
        {
            for (int row = 0; row < shape.OutputHeight; row++)
            {
                int at = 2 * row * shape.InputWidth;
                nint output = (nint)row * shape.OutputWidth;
                ArgMaximumTwoByTwo(
                    ref Unsafe.Add(ref x, at), ref Unsafe.Add(ref y, output), ref Unsafe.Add(ref indices, output), shape.OutputWidth, shape.InputWidth, at);
            }
            return;
        }
        int height = shape.OutputHeight, width = shape.OutputWidth;
        for (int row = 0; row < height; row++)
        {
            ref float target = ref Unsafe.Add(ref y, (nint)row * width);
            ref int index = ref Unsafe.Add(ref indices, (nint)row * width);
            Fill(ref target, width, float.NegativeInfinity);
            for (int i = 0; i < width; i++) Unsafe.Add(ref index, i) = -1;
            for (int kh = 0; kh < shape.KernelHeight; kh++)
            {
                int inputRow = row * shape.StrideHeight - shape.PadTop + kh * shape.DilationHeight;
                if (inputRow < 0 || inputRow >= shape.InputHeight) continue;
                for (int kw = 0; kw < shape.KernelWidth; kw++)
                {
                    (int first, int end) = PoolShape.WindowsInside(kw, shape.InputWidth, width, shape.StrideWidth, shape.PadLeft, shape.DilationWidth);
                    int at = inputRow * shape.InputWidth + first * shape.StrideWidth - shape.PadLeft + kw * shape.DilationWidth;
                    if (first < end)
                        ArgMaximumPass(ref Unsafe.Add(ref x, at), ref Unsafe.Add(ref target, first), ref Unsafe.Add(ref index, first), end - first, shape.StrideWidth, at);
                }
            }
        }
    }

    public override void Average(in PoolShape shape, ref float x, ref float y, bool includePadding)
    {
        if (shape.IsTwoByTwo)
        {
            for (int row = 0; row < shape.OutputHeight; row++)
            {
                ref float top = ref Unsafe.Add(ref x, (nint)(2 * row) * shape.InputWidth);
                AverageTwoByTwo(ref top, ref Unsafe.Add(ref top, shape.InputWidth), ref Unsafe.Add(ref y, (nint)row * shape.OutputWidth), shape.OutputWidth);
            }
            return;
        }
        int height = shape.OutputHeight, width = shape.OutputWidth;
        for (int row = 0; row < height; row++)
        {
            ref float target = ref Unsafe.Add(ref y, (nint)row * width);
            Fill(ref target, width, 0f);
            for (int kh = 0; kh < shape.KernelHeight; kh++)
            {
                int inputRow = row * shape.StrideHeight - shape.PadTop + kh * shape.DilationHeight;
                if (inputRow < 0 || inputRow >= shape.InputHeight) continue;
                for (int kw = 0; kw < shape.KernelWidth; kw++)
                {
                    (int first, int end) = PoolShape.WindowsInside(kw, shape.InputWidth, width, shape.StrideWidth, shape.PadLeft, shape.DilationWidth);
                    nint at = (nint)inputRow * shape.InputWidth + first * shape.StrideWidth - shape.PadLeft + kw * shape.DilationWidth;
                    if (first < end) SumPass(ref Unsafe.Add(ref x, at), ref Unsafe.Add(ref target, first), end - first, shape.StrideWidth);
                }
            }
            DivideByCounts(in shape, row, ref target, includePadding);
        }
    }

    private static void DivideByCounts(in PoolShape shape, int row, ref float target, bool includePadding)
    {
        int rows = PoolShape.CountInside(
            row, shape.KernelHeight, shape.InputHeight, shape.StrideHeight, shape.PadTop, shape.PadBottom, shape.DilationHeight, includePadding);
        for (int i = 0; i < shape.OutputWidth; i++)
        {
            int columns = PoolShape.CountInside(
                i, shape.KernelWidth, shape.InputWidth, shape.StrideWidth, shape.PadLeft, shape.PadRight, shape.DilationWidth, includePadding);
            // A window that lies in the padding alone has the sum 0 and the count 0: its average is 0.
            Unsafe.Add(ref target, i) /= Math.Max(rows * columns, 1);
        }
    }

    private static void Fill(ref float y, int n, float value)
    {
        for (int i = 0; i < n; i++) Unsafe.Add(ref y, i) = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T LoadStrided<T>(ref float x, nint i, int stride) where T : struct, ILanes<T> =>
        stride == 1 ? T.Load(ref x, i) : T.LoadEven(ref x, 2 * i);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MaximumPass(ref float x, ref float y, nint n, int stride)
    {
        nint i = 0;
        if (stride <= 2)
            for (; i <= n - V.Count; i += V.Count) V.Store(LaneMath.Maximum(V.Load(ref y, i), LoadStrided<V>(ref x, i, stride)), ref y, i);
        for (; i < n; i++)
            ScalarLanes.Store(LaneMath.Maximum(ScalarLanes.Load(ref y, i), ScalarLanes.Load(ref x, i * stride)), ref y, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumPass(ref float x, ref float y, nint n, int stride)
    {
        nint i = 0;
        if (stride <= 2)
            for (; i <= n - V.Count; i += V.Count) V.Store(V.Load(ref y, i) + LoadStrided<V>(ref x, i, stride), ref y, i);
        for (; i < n; i++) Unsafe.Add(ref y, i) += Unsafe.Add(ref x, i * stride);
    }

    /// <summary>Where x is larger, the first candidate at all, or the first NaN, it replaces the maximum and its index.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Replaces<T>(T x, T maximum, T index) where T : struct, ILanes<T>
    {
        T ones = T.CreateBits(-1);
        T xIsNaN = T.Equal(x, x) ^ ones, none = T.ShiftRightBits(index, 31);
        return T.LessThan(maximum, x) | none | (xIsNaN & T.Equal(maximum, maximum));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ArgMaximumPass(ref float x, ref float y, ref int indices, nint n, int stride, int start)
    {
        ref float index = ref Unsafe.As<int, float>(ref indices);
        nint i = 0;
        if (stride <= 2)
        {
            V step = stride == 1 ? V.IndexBits : V.ShiftLeftBits(V.IndexBits, 1);
            for (; i <= n - V.Count; i += V.Count)
            {
                V candidate = LoadStrided<V>(ref x, i, stride), maximum = V.Load(ref y, i), best = V.Load(ref index, i);
                V replaces = Replaces(candidate, maximum, best);
                V.Store(V.Select(replaces, candidate, maximum), ref y, i);
                V.Store(V.Select(replaces, V.AddBits(step, V.CreateBits(start + (int)i * stride)), best), ref index, i);
            }
        }
        for (; i < n; i++)
        {
            ScalarLanes candidate = ScalarLanes.Load(ref x, i * stride), maximum = ScalarLanes.Load(ref y, i), best = ScalarLanes.Load(ref index, i);
            ScalarLanes replaces = Replaces(candidate, maximum, best);
            ScalarLanes.Store(ScalarLanes.Select(replaces, candidate, maximum), ref y, i);
            ScalarLanes.Store(ScalarLanes.Select(replaces, ScalarLanes.CreateBits(start + (int)i * stride), best), ref index, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MaximumTwoByTwo(ref float top, ref float bottom, ref float y, nint n)
    {
        nint i = 0;
        for (; i <= n - V.Count; i += V.Count) V.Store(MaximumOfFour<V>(ref top, ref bottom, 2 * i), ref y, i);
        for (; i < n; i++) ScalarLanes.Store(MaximumOfFour<ScalarLanes>(ref top, ref bottom, 2 * i), ref y, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T MaximumOfFour<T>(ref float top, ref float bottom, nint at) where T : struct, ILanes<T>
    {
        T above = LaneMath.Maximum(T.LoadEven(ref top, at), T.LoadEven(ref top, at + 1));
        T below = LaneMath.Maximum(T.LoadEven(ref bottom, at), T.LoadEven(ref bottom, at + 1));
        return LaneMath.Maximum(above, below);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AverageTwoByTwo(ref float top, ref float bottom, ref float y, nint n)
    {
        nint i = 0;
        for (; i <= n - V.Count; i += V.Count) V.Store(AverageOfFour<V>(ref top, ref bottom, 2 * i), ref y, i);
        for (; i < n; i++) ScalarLanes.Store(AverageOfFour<ScalarLanes>(ref top, ref bottom, 2 * i), ref y, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T AverageOfFour<T>(ref float top, ref float bottom, nint at) where T : struct, ILanes<T> =>
        T.Create(0.25f) * (T.LoadEven(ref top, at) + T.LoadEven(ref top, at + 1) + T.LoadEven(ref bottom, at) + T.LoadEven(ref bottom, at + 1));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ArgMaximumTwoByTwo(ref float top, ref float y, ref int indices, nint n, int width, int start)
    {
        ref float index = ref Unsafe.As<int, float>(ref indices);
        nint i = 0;
        for (; i <= n - V.Count; i += V.Count)
        {
            V.Store(ArgMaximumOfFour(ref top, 2 * i, width, start + 2 * (int)i, out V maximum), ref index, i);
            V.Store(maximum, ref y, i);
        }
        for (; i < n; i++)
        {
            ScalarLanes.Store(ArgMaximumOfFour(ref top, 2 * i, width, start + 2 * (int)i, out ScalarLanes maximum), ref index, i);
            ScalarLanes.Store(maximum, ref y, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T ArgMaximumOfFour<T>(ref float top, nint at, int width, int start, out T maximum) where T : struct, ILanes<T>
    {
        T corner = T.AddBits(T.ShiftLeftBits(T.IndexBits, 1), T.CreateBits(start));
        maximum = T.LoadEven(ref top, at);
        T best = corner;
        Take(T.LoadEven(ref top, at + 1), T.AddBits(corner, T.CreateBits(1)), ref maximum, ref best);
        Take(T.LoadEven(ref top, at + width), T.AddBits(corner, T.CreateBits(width)), ref maximum, ref best);
        Take(T.LoadEven(ref top, at + width + 1), T.AddBits(corner, T.CreateBits(width + 1)), ref maximum, ref best);
        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Take<T>(T candidate, T index, ref T maximum, ref T best) where T : struct, ILanes<T>
    {
        T replaces = Replaces(candidate, maximum, best);
        maximum = T.Select(replaces, candidate, maximum);
        best = T.Select(replaces, index, best);
    }
}
