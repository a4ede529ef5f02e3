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
    // Narrow planes are common in small networks: what is left of a row after whole vectors is done in fours before it is done one by one.
    private static bool HasFours
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] get => V.Count > 4;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Maximum(in PoolShape shape, ref float x, ref float y)
    {
        if (!shape.IsTwoByTwo)
        {
            EachWindowElement<MaximumRule>(in shape, ref x, ref y, ref Unsafe.NullRef<int>());
            return;
        }
        int height = shape.OutputHeight, width = shape.OutputWidth;
        for (int row = 0; row < height; row++)
        {
            ref float top = ref Unsafe.Add(ref x, (nint)(2 * row) * shape.InputWidth);
            MaximumTwoByTwo(ref top, ref Unsafe.Add(ref top, shape.InputWidth), ref Unsafe.Add(ref y, (nint)row * width), width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void MaximumWithIndices(in PoolShape shape, ref float x, ref float y, ref int indices)
    {
        if (!shape.IsTwoByTwo)
        {
            EachWindowElement<ArgMaximumRule>(in shape, ref x, ref y, ref indices);
            return;
        }
        int height = shape.OutputHeight, width = shape.OutputWidth;
        for (int row = 0; row < height; row++)
        {
            int at = 2 * row * shape.InputWidth;
            nint output = (nint)row * width;
            ArgMaximumTwoByTwo(ref Unsafe.Add(ref x, at), ref Unsafe.Add(ref y, output), ref Unsafe.Add(ref indices, output), width, shape.InputWidth, at);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Average(in PoolShape shape, ref float x, ref float y, bool includePadding)
    {
        int height = shape.OutputHeight, width = shape.OutputWidth;
        if (shape.IsTwoByTwo)
        {
            for (int row = 0; row < height; row++)
            {
                ref float top = ref Unsafe.Add(ref x, (nint)(2 * row) * shape.InputWidth);
                AverageTwoByTwo(ref top, ref Unsafe.Add(ref top, shape.InputWidth), ref Unsafe.Add(ref y, (nint)row * width), width);
            }
            return;
        }
        EachWindowElement<SumRule>(in shape, ref x, ref y, ref Unsafe.NullRef<int>());
        for (int row = 0; row < height; row++) DivideByCounts(in shape, row, ref Unsafe.Add(ref y, (nint)row * width), width, includePadding);
    }

    /// <summary>What becomes of an output row: how it begins, and how it takes up one element of each of its windows.</summary>
    private interface IRule
    {
        static abstract void Begin(ref float y, ref int indices, int n);

        /// <summary>x[i stride] is the element of window i; start is the index of the first in its plane.</summary>
        static abstract void Take(ref float x, ref float y, ref int indices, nint n, int stride, int start);
    }

    private readonly struct MaximumRule : IRule
    {
        public static void Begin(ref float y, ref int indices, int n) => Fill(ref y, n, float.NegativeInfinity);
        public static void Take(ref float x, ref float y, ref int indices, nint n, int stride, int start) => MaximumPass(ref x, ref y, n, stride);
    }

    private readonly struct ArgMaximumRule : IRule
    {
        public static void Begin(ref float y, ref int indices, int n)
        {
            Fill(ref y, n, float.NegativeInfinity);
            for (int i = 0; i < n; i++) Unsafe.Add(ref indices, i) = -1;
        }

        public static void Take(ref float x, ref float y, ref int indices, nint n, int stride, int start) =>
            ArgMaximumPass(ref x, ref y, ref indices, n, stride, start);
    }

    private readonly struct SumRule : IRule
    {
        public static void Begin(ref float y, ref int indices, int n) => Fill(ref y, n, 0f);
        public static void Take(ref float x, ref float y, ref int indices, nint n, int stride, int start) => SumPass(ref x, ref y, n, stride);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EachWindowElement<TRule>(in PoolShape shape, ref float x, ref float y, ref int indices) where TRule : struct, IRule
    {
        int height = shape.OutputHeight, width = shape.OutputWidth, kernelWidth = shape.KernelWidth;
        // Which windows of a row have their element kw inside the input is the same for every row.
        Span<(int First, int End)> windows = kernelWidth <= 2048 ? stackalloc (int, int)[kernelWidth] : new (int, int)[kernelWidth];
        for (int kw = 0; kw < kernelWidth; kw++)
            windows[kw] = PoolShape.WindowsInside(kw, shape.InputWidth, width, shape.StrideWidth, shape.PadLeft, shape.DilationWidth);
        for (int row = 0; row < height; row++)
        {
            ref float target = ref Unsafe.Add(ref y, (nint)row * width);
            ref int index = ref Unsafe.Add(ref indices, (nint)row * width);
            TRule.Begin(ref target, ref index, width);
            for (int kh = 0; kh < shape.KernelHeight; kh++)
            {
                int inputRow = row * shape.StrideHeight - shape.PadTop + kh * shape.DilationHeight;
                if (inputRow < 0 || inputRow >= shape.InputHeight) continue;
                for (int kw = 0; kw < kernelWidth; kw++)
                {
                    (int first, int end) = windows[kw];
                    if (first >= end) continue;
                    int at = inputRow * shape.InputWidth + first * shape.StrideWidth - shape.PadLeft + kw * shape.DilationWidth;
                    TRule.Take(ref Unsafe.Add(ref x, at), ref Unsafe.Add(ref target, first), ref Unsafe.Add(ref index, first), end - first, shape.StrideWidth, at);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void DivideByCounts(in PoolShape shape, int row, ref float target, int width, bool includePadding)
    {
        int rows = shape.RowsInside(row, includePadding);
        (int first, int end) = shape.WholeWindows(width);
        float whole = Math.Max(rows * shape.KernelWidth, 1);
        for (int i = 0; i < width; i++)
        {
            // A window that lies in the padding alone has the sum 0 and the count 0: its average is 0.
            float count = i >= first && i < end ? whole : Math.Max(rows * shape.ColumnsInside(i, includePadding), 1);
            Unsafe.Add(ref target, i) /= count;
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
        {
            for (; i <= n - V.Count; i += V.Count) V.Store(LaneMath.Maximum(V.Load(ref y, i), LoadStrided<V>(ref x, i, stride)), ref y, i);
            for (; HasFours && i <= n - 4; i += 4)
                Vector128Lanes.Store(LaneMath.Maximum(Vector128Lanes.Load(ref y, i), LoadStrided<Vector128Lanes>(ref x, i, stride)), ref y, i);
        }
        for (; i < n; i++)
            ScalarLanes.Store(LaneMath.Maximum(ScalarLanes.Load(ref y, i), ScalarLanes.Load(ref x, i * stride)), ref y, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumPass(ref float x, ref float y, nint n, int stride)
    {
        nint i = 0;
        if (stride <= 2)
        {
            for (; i <= n - V.Count; i += V.Count) V.Store(V.Load(ref y, i) + LoadStrided<V>(ref x, i, stride), ref y, i);
            for (; HasFours && i <= n - 4; i += 4)
                Vector128Lanes.Store(Vector128Lanes.Load(ref y, i) + LoadStrided<Vector128Lanes>(ref x, i, stride), ref y, i);
        }
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
            for (; i <= n - V.Count; i += V.Count) ArgMaximumOne<V>(ref x, ref y, ref index, i, stride, start);
            for (; HasFours && i <= n - 4; i += 4) ArgMaximumOne<Vector128Lanes>(ref x, ref y, ref index, i, stride, start);
        }
        for (; i < n; i++) ArgMaximumOne<ScalarLanes>(ref Unsafe.Add(ref x, i * stride), ref Unsafe.Add(ref y, i), ref Unsafe.Add(ref index, i), 0, 1, start + (int)i * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ArgMaximumOne<T>(ref float x, ref float y, ref float index, nint i, int stride, int start) where T : struct, ILanes<T>
    {
        T candidate = LoadStrided<T>(ref x, i, stride), maximum = T.Load(ref y, i), best = T.Load(ref index, i);
        T at = T.AddBits(T.ShiftLeftBits(T.IndexBits, stride - 1), T.CreateBits(start + (int)i * stride));
        T replaces = Replaces(candidate, maximum, best);
        T.Store(T.Select(replaces, candidate, maximum), ref y, i);
        T.Store(T.Select(replaces, at, best), ref index, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MaximumTwoByTwo(ref float top, ref float bottom, ref float y, nint n)
    {
        nint i = 0;
        for (; i <= n - V.Count; i += V.Count) V.Store(MaximumOfFour<V>(ref top, ref bottom, 2 * i), ref y, i);
        for (; HasFours && i <= n - 4; i += 4) Vector128Lanes.Store(MaximumOfFour<Vector128Lanes>(ref top, ref bottom, 2 * i), ref y, i);
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
        for (; HasFours && i <= n - 4; i += 4) Vector128Lanes.Store(AverageOfFour<Vector128Lanes>(ref top, ref bottom, 2 * i), ref y, i);
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
        for (; HasFours && i <= n - 4; i += 4)
        {
            Vector128Lanes.Store(ArgMaximumOfFour(ref top, 2 * i, width, start + 2 * (int)i, out Vector128Lanes maximum), ref index, i);
            Vector128Lanes.Store(maximum, ref y, i);
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
