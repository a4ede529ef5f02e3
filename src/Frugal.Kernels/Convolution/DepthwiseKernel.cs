using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>Convolution of one plane with one filter, and its gradients, over a <see cref="DepthwisePlane"/>.</summary>
internal static unsafe class DepthwiseKernel<V, O>
    where V : struct
    where O : struct, IKernelVector<V>
{
    /// <summary>Copies a plane of X into the interior of its padded copy, whose padding the caller has cleared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(DepthwisePlane plane, float* x, float* padded)
    {
        ConvolutionShape shape = plane.Shape;
        int stride = shape.StrideWidth, firstRow = Math.Max(0, shape.PadTop), lastRow = Math.Min(plane.Rows, shape.Height + shape.PadTop);
        for (int phase = 0; phase < stride; phase++)
        {
            (int first, int count, int column) = Interior(plane, phase);
            if (count == 0) continue;
            float* source = x + (nint)(firstRow - shape.PadTop) * shape.Width + column;
            float* target = padded + (nint)firstRow * plane.RowLength + phase * plane.PhaseLength + first;
            for (int row = firstRow; row < lastRow; row++)
            {
                int i = 0;
                if (stride == 1)
                {
                    for (; i <= count - O.Width; i += O.Width) O.Store(target + i, O.Load(source + i));
                    if (i < count) O.StoreFirst(target + i, O.LoadFirst(source + i, count - i), count - i);
                }
                else
                {
                    // The second vector ends one value beyond the last that is kept: hence the strict limit.
                    if (stride == 2)
                    {
                        for (; i < count - O.Width; i += O.Width) O.Store(target + i, O.Even(O.Load(source + 2 * i), O.Load(source + 2 * i + O.Width)));
                    }

                    for (; i < count; i++) target[i] = source[i * stride];
                }

                source += shape.Width;
                target += plane.RowLength;
            }
        }
    }

    /// <summary>Copies the interior of a padded plane of gradients back to a plane of dX; what no output reads becomes 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Extract(DepthwisePlane plane, float* padded, float* x)
    {
        ConvolutionShape shape = plane.Shape;
        int stride = shape.StrideWidth;
        new Span<float>(x, shape.Positions).Clear();
        for (int row = Math.Max(0, shape.PadTop); row < Math.Min(plane.Rows, shape.Height + shape.PadTop); row++)
        {
            float* to = x + (nint)(row - shape.PadTop) * shape.Width;
            float* from = padded + (nint)row * plane.RowLength;
            for (int phase = 0; phase < stride; phase++)
            {
                (int first, int count, int column) = Interior(plane, phase);
                float* source = from + phase * plane.PhaseLength + first;
                float* target = to + column;
                int i = 0;
                if (stride == 1)
                {
                    for (; i <= count - O.Width; i += O.Width) O.Store(target + i, O.Load(source + i));
                }

                for (; i < count; i++) target[i * stride] = source[i];
            }
        }
    }

    /// <summary>Y plane = finish(Σ over taps of weight · padded plane).</summary>
    /// <param name="plane">The layout.</param>
    /// <param name="padded">The padded plane of X.</param>
    /// <param name="weights">The filter.</param>
    /// <param name="target">The planes of Y and of the residual, and the channel's bias.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(DepthwisePlane plane, float* padded, float* weights, TileTarget* target)
    {
        ConvolutionShape shape = plane.Shape;
        int width = shape.OutputWidth, height = shape.OutputHeight, taps = shape.Taps;
        nint step = (nint)shape.StrideHeight * plane.RowLength;
        V bias = O.Broadcast((target->Flags & TileFlags.RowBias) != 0 ? *target->Bias : 0);
        fixed (int* offsets = plane.TapOffsets)
        {
            for (int row = 0; row < height; row += 4)
            {
                float* p0 = padded + row * step, p1 = p0 + step, p2 = p1 + step, p3 = p2 + step;
                for (int column = 0; column < width; column += O.Width)
                {
                    V c0 = bias, c1 = bias, c2 = bias, c3 = bias;
                    for (int tap = 0; tap < taps; tap++)
                    {
                        nint at = offsets[tap] + column;
                        V weight = O.Broadcast(weights[tap]);
                        c0 = O.MultiplyAdd(weight, O.Load(p0 + at), c0);
                        c1 = O.MultiplyAdd(weight, O.Load(p1 + at), c1);
                        c2 = O.MultiplyAdd(weight, O.Load(p2 + at), c2);
                        c3 = O.MultiplyAdd(weight, O.Load(p3 + at), c3);
                    }

                    StoreRows(target, width, height - row, (nint)row * width + column, width - column, c0, c1, c2, c3);
                }
            }
        }
    }

    /// <summary>
    /// <see cref="Forward"/> for 3×3 filters: nine weights stay in registers, and a row of inputs that several of four rows of outputs see is
    /// loaded once for them. <typeparamref name="TStride"/> is the stride of rows, 1 or 2.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward3x3<TStride>(DepthwisePlane plane, float* padded, float* weights, TileTarget* target)
        where TStride : struct, IConstant
    {
        ConvolutionShape shape = plane.Shape;
        int width = shape.OutputWidth, height = shape.OutputHeight;
        nint line = plane.RowLength, middle = plane.TapOffsets[1], right = plane.TapOffsets[2];
        V bias = O.Broadcast((target->Flags & TileFlags.RowBias) != 0 ? *target->Bias : 0);
        V w0 = O.Broadcast(weights[0]), w1 = O.Broadcast(weights[1]), w2 = O.Broadcast(weights[2]);
        V w3 = O.Broadcast(weights[3]), w4 = O.Broadcast(weights[4]), w5 = O.Broadcast(weights[5]);
        V w6 = O.Broadcast(weights[6]), w7 = O.Broadcast(weights[7]), w8 = O.Broadcast(weights[8]);
        for (int row = 0; row < height; row += 4)
        {
            float* start = padded + row * TStride.Value * line;
            for (int column = 0; column < width; column += O.Width)
            {
                float* p = start + column;
                V c0 = bias, c1 = bias, c2 = bias, c3 = bias;
                V x0 = O.Load(p), x1 = O.Load(p + middle), x2 = O.Load(p + right);
                c0 = Sum3(w0, w1, w2, x0, x1, x2, c0);
                Next(ref p, line, middle, right, out x0, out x1, out x2);
                c0 = Sum3(w3, w4, w5, x0, x1, x2, c0);
                if (TStride.Value == 1) c1 = Sum3(w0, w1, w2, x0, x1, x2, c1);
                Next(ref p, line, middle, right, out x0, out x1, out x2);
                c0 = Sum3(w6, w7, w8, x0, x1, x2, c0);
                if (TStride.Value == 1)
                {
                    c1 = Sum3(w3, w4, w5, x0, x1, x2, c1);
                    c2 = Sum3(w0, w1, w2, x0, x1, x2, c2);
                    Next(ref p, line, middle, right, out x0, out x1, out x2);
                    c1 = Sum3(w6, w7, w8, x0, x1, x2, c1);
                    c2 = Sum3(w3, w4, w5, x0, x1, x2, c2);
                    c3 = Sum3(w0, w1, w2, x0, x1, x2, c3);
                    Next(ref p, line, middle, right, out x0, out x1, out x2);
                    c2 = Sum3(w6, w7, w8, x0, x1, x2, c2);
                }
                else
                {
                    c1 = Sum3(w0, w1, w2, x0, x1, x2, c1);
                    Next(ref p, line, middle, right, out x0, out x1, out x2);
                    c1 = Sum3(w3, w4, w5, x0, x1, x2, c1);
                    Next(ref p, line, middle, right, out x0, out x1, out x2);
                    c1 = Sum3(w6, w7, w8, x0, x1, x2, c1);
                    c2 = Sum3(w0, w1, w2, x0, x1, x2, c2);
                    Next(ref p, line, middle, right, out x0, out x1, out x2);
                    c2 = Sum3(w3, w4, w5, x0, x1, x2, c2);
                    Next(ref p, line, middle, right, out x0, out x1, out x2);
                    c2 = Sum3(w6, w7, w8, x0, x1, x2, c2);
                    c3 = Sum3(w0, w1, w2, x0, x1, x2, c3);
                    Next(ref p, line, middle, right, out x0, out x1, out x2);
                }

                c3 = Sum3(w3, w4, w5, x0, x1, x2, c3);
                Next(ref p, line, middle, right, out x0, out x1, out x2);
                c3 = Sum3(w6, w7, w8, x0, x1, x2, c3);
                StoreRows(target, width, height - row, (nint)row * width + column, width - column, c0, c1, c2, c3);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Sum3(V w0, V w1, V w2, V x0, V x1, V x2, V sum) => O.MultiplyAdd(w2, x2, O.MultiplyAdd(w1, x1, O.MultiplyAdd(w0, x0, sum)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Next(ref float* p, nint line, nint middle, nint right, out V x0, out V x1, out V x2)
    {
        p += line;
        x0 = O.Load(p);
        x1 = O.Load(p + middle);
        x2 = O.Load(p + right);
    }

    // Four rows of sums, of which the first "rows" exist, "columns" of each.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRows(TileTarget* target, int width, int rows, nint at, int columns, V c0, V c1, V c2, V c3)
    {
        int count = Math.Min(O.Width, columns);
        StoreRow(target, at, count, c0);
        if (rows > 1) StoreRow(target, at + width, count, c1);
        if (rows > 2) StoreRow(target, at + 2 * width, count, c2);
        if (rows > 3) StoreRow(target, at + 3 * width, count, c3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow(TileTarget* target, nint at, int count, V x)
    {
        TileFlags flags = target->Flags;
        if ((flags & TileFlags.Residual) != 0)
            x = O.Add(x, count == O.Width ? O.Load(target->Residual + at) : O.LoadFirst(target->Residual + at, count));
        if ((flags & TileFlags.Limit) != 0) x = O.AtMost(O.AtLeast(x, O.Broadcast(target->Low)), O.Broadcast(target->High));
        if ((flags & TileFlags.Leaky) != 0) x = O.Leaky(x, O.Broadcast(target->Low));
        if (count == O.Width) O.Store(target->C + at, x);
        else O.StoreFirst(target->C + at, x, count);
    }

    /// <summary>padded plane += Σ over outputs and taps of weight · dY: the gradient of the padded input, which the caller has cleared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void InputGradient(DepthwisePlane plane, float* dy, float* weights, float* padded)
    {
        ConvolutionShape shape = plane.Shape;
        int width = shape.OutputWidth, height = shape.OutputHeight, taps = shape.Taps;
        nint step = (nint)shape.StrideHeight * plane.RowLength;
        fixed (int* offsets = plane.TapOffsets)
        {
            for (int row = 0; row < height; row++)
            {
                float* from = dy + (nint)row * width;
                for (int tap = 0; tap < taps; tap++)
                {
                    float* to = padded + row * step + offsets[tap];
                    V weight = O.Broadcast(weights[tap]);
                    int column = 0;
                    for (; column <= width - O.Width; column += O.Width)
                        O.Store(to + column, O.MultiplyAdd(weight, O.Load(from + column), O.Load(to + column)));
                    if (column < width)
                    {
                        int left = width - column;
                        O.StoreFirst(to + column, O.MultiplyAdd(weight, O.LoadFirst(from + column, left), O.LoadFirst(to + column, left)), left);
                    }
                }
            }
        }
    }

    /// <summary>padded plane += patch gradients [taps × positions] of one channel, each tap's at its place ("col2im").</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddPatches(DepthwisePlane plane, float* patches, float* padded)
    {
        ConvolutionShape shape = plane.Shape;
        int width = shape.OutputWidth, height = shape.OutputHeight, taps = shape.Taps;
        nint step = (nint)shape.StrideHeight * plane.RowLength;
        for (int tap = 0; tap < taps; tap++)
        {
            float* to = padded + plane.TapOffsets[tap];
            for (int row = 0; row < height; row++)
            {
                int column = 0;
                for (; column <= width - O.Width; column += O.Width) O.Store(to + column, O.Add(O.Load(to + column), O.Load(patches + column)));
                if (column < width)
                {
                    int left = width - column;
                    O.StoreFirst(to + column, O.Add(O.LoadFirst(to + column, left), O.LoadFirst(patches + column, left)), left);
                }

                patches += width;
                to += step;
            }
        }
    }

    /// <summary>dW[tap] += Σ over outputs of dY · padded plane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WeightGradient(DepthwisePlane plane, float* dy, float* padded, float* dw)
    {
        ConvolutionShape shape = plane.Shape;
        int width = shape.OutputWidth, height = shape.OutputHeight, taps = shape.Taps;
        nint step = (nint)shape.StrideHeight * plane.RowLength;
        for (int tap = 0; tap < taps; tap++)
        {
            V even = default, odd = default;
            float* from = padded + plane.TapOffsets[tap];
            for (int row = 0; row < height; row++)
            {
                float* gradient = dy + (nint)row * width;
                float* input = from + row * step;
                int column = 0;
                for (; column <= width - 2 * O.Width; column += 2 * O.Width)
                {
                    even = O.MultiplyAdd(O.Load(gradient + column), O.Load(input + column), even);
                    odd = O.MultiplyAdd(O.Load(gradient + column + O.Width), O.Load(input + column + O.Width), odd);
                }

                for (; column < width; column += O.Width)
                {
                    int left = Math.Min(O.Width, width - column);
                    even = O.MultiplyAdd(O.LoadFirst(gradient + column, left), O.LoadFirst(input + column, left), even);
                }
            }

            dw[tap] += O.Sum(O.Add(even, odd));
        }
    }

    // Of one phase: its first column that lies in X, how many do, and the column of X of the first.
    private static (int First, int Count, int Column) Interior(DepthwisePlane plane, int phase)
    {
        ConvolutionShape shape = plane.Shape;
        int stride = shape.StrideWidth, columns = plane.PhaseLength - O.Width;
        int first = Math.Max(0, (shape.PadLeft - phase + stride - 1) / stride);
        while (first * stride + phase < shape.PadLeft) first++;
        int column = first * stride + phase - shape.PadLeft;
        int count = column >= shape.Width ? 0 : (shape.Width - column + stride - 1) / stride;
        return (first, Math.Max(0, Math.Min(count, columns - first)), column);
    }
}
