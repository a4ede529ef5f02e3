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
        int stride = shape.StrideWidth;
        for (int row = Math.Max(0, shape.PadTop); row < Math.Min(plane.Rows, shape.Height + shape.PadTop); row++)
        {
            float* from = x + (nint)(row - shape.PadTop) * shape.Width;
            float* to = padded + (nint)row * plane.RowLength;
            for (int phase = 0; phase < stride; phase++)
            {
                (int first, int count, int column) = Interior(plane, phase);
                float* source = from + column;
                float* target = to + phase * plane.PhaseLength + first;
                int i = 0;
                if (stride == 1)
                {
                    for (; i <= count - O.Width; i += O.Width) O.Store(target + i, O.Load(source + i));
                }
                else if (stride == 2)
                {
                    // The second vector ends one value beyond the last that is kept: hence the strict limit.
                    for (; i < count - O.Width; i += O.Width) O.Store(target + i, O.Even(O.Load(source + 2 * i), O.Load(source + 2 * i + O.Width)));
                }

                for (; i < count; i++) target[i] = source[i * stride];
            }
        }
    }

    /// <summary>Adds nothing: copies the interior of a padded plane of gradients back to a plane of dX; what no output reads becomes 0.</summary>
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

    /// <summary>y = finish(Σ over taps of weight · padded plane). <paramref name="bias"/> points to the channel's own bias.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(DepthwisePlane plane, float* padded, float* weights, TileFinish* finish, float* y, float* bias, float* residual, float* tile)
    {
        ConvolutionShape shape = plane.Shape;
        int width = shape.OutputWidth, height = shape.OutputHeight, taps = shape.Taps;
        nint step = (nint)shape.StrideHeight * plane.RowLength;
        nint residualStep = finish->Residual ? width : 0;
        fixed (int* offsets = plane.TapOffsets)
        {
            for (int row = 0; row < height; row += 4)
            {
                int rows = Math.Min(4, height - row);
                float* p0 = padded + row * step;
                float* p1 = rows > 1 ? p0 + step : p0, p2 = rows > 2 ? p0 + 2 * step : p0, p3 = rows > 3 ? p0 + 3 * step : p0;
                for (int column = 0; column < width; column += O.Width)
                {
                    V c0 = default, c1 = default, c2 = default, c3 = default;
                    for (int tap = 0; tap < taps; tap++)
                    {
                        nint at = offsets[tap] + column;
                        V weight = O.Broadcast(weights[tap]);
                        c0 = O.MultiplyAdd(weight, O.Load(p0 + at), c0);
                        c1 = O.MultiplyAdd(weight, O.Load(p1 + at), c1);
                        c2 = O.MultiplyAdd(weight, O.Load(p2 + at), c2);
                        c3 = O.MultiplyAdd(weight, O.Load(p3 + at), c3);
                    }

                    O.Store(tile, c0);
                    O.Store(tile + O.Width, c1);
                    O.Store(tile + 2 * O.Width, c2);
                    O.Store(tile + 3 * O.Width, c3);
                    for (int i = 0; i < rows; i++)
                    {
                        nint at = (nint)(row + i) * width + column;
                        TileFinisher<V, O>.Finish(finish, tile + i * O.Width, 0, 1, Math.Min(O.Width, width - column), y + at, 0, bias, residual + (residualStep == 0 ? 0 : at));
                    }
                }
            }
        }
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
