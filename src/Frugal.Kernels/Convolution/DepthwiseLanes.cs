using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>Depthwise gradients with a vector of channels for each position (<see cref="ChannelsLastPlanes"/> of as many channels): no row is too short.</summary>
/// <remarks>Limit: loads. The input's gradient needs two and a store for each multiply-add, the weights' four for three.</remarks>
internal static unsafe class DepthwiseLanes<V, O>
    where V : struct
    where O : struct, IKernelVector<V>
{
    /// <summary>padded += Σ over outputs and taps of weight · dY, both with channels innermost.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void InputGradient(ConvolutionShape shape, int* rows, int* taps, float* dy, float* weights, float* padded)
    {
        int width = shape.OutputWidth, height = shape.OutputHeight, count = shape.Taps;
        nint stride = (nint)shape.StrideWidth * O.Width;
        for (int row = 0; row < height; row++, dy += (nint)width * O.Width)
        {
            for (int tap = 0; tap < count; tap++)
            {
                V weight = O.Load(weights + tap * O.Width);
                float* to = padded + rows[row] + taps[tap], from = dy, end = dy + (nint)width * O.Width;
                for (; from < end; from += O.Width, to += stride) O.Store(to, O.MultiplyAdd(weight, O.Load(from), O.Load(to)));
            }
        }
    }

    /// <summary>sums[tap] += Σ over outputs of dY · padded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WeightGradient(ConvolutionShape shape, int* rows, int* taps, float* dy, float* padded, float* sums)
    {
        int width = shape.OutputWidth, height = shape.OutputHeight, count = shape.Taps;
        nint stride = (nint)shape.StrideWidth * O.Width;
        for (int tap = 0; tap < count; tap += 3)
        {
            // The last group may hold one tap twice or three times; its sums are the same.
            int second = Math.Min(tap + 1, count - 1), third = Math.Min(tap + 2, count - 1);
            V a0 = default, a1 = default, a2 = default, b0 = default, b1 = default, b2 = default;
            float* gradient = dy;
            for (int row = 0; row < height; row++)
            {
                float* x0 = padded + rows[row] + taps[tap], x1 = padded + rows[row] + taps[second], x2 = padded + rows[row] + taps[third];
                int column = 0;
                for (; column < width - 1; column += 2)
                {
                    V first = O.Load(gradient), next = O.Load(gradient + O.Width);
                    a0 = O.MultiplyAdd(first, O.Load(x0), a0);
                    a1 = O.MultiplyAdd(first, O.Load(x1), a1);
                    a2 = O.MultiplyAdd(first, O.Load(x2), a2);
                    b0 = O.MultiplyAdd(next, O.Load(x0 + stride), b0);
                    b1 = O.MultiplyAdd(next, O.Load(x1 + stride), b1);
                    b2 = O.MultiplyAdd(next, O.Load(x2 + stride), b2);
                    gradient += 2 * O.Width;
                    x0 += 2 * stride;
                    x1 += 2 * stride;
                    x2 += 2 * stride;
                }

                if (column < width)
                {
                    V first = O.Load(gradient);
                    a0 = O.MultiplyAdd(first, O.Load(x0), a0);
                    a1 = O.MultiplyAdd(first, O.Load(x1), a1);
                    a2 = O.MultiplyAdd(first, O.Load(x2), a2);
                    gradient += O.Width;
                }
            }

            Add(sums + (nint)tap * O.Width, a0, b0);
            if (tap + 1 < count) Add(sums + (nint)second * O.Width, a1, b1);
            if (tap + 2 < count) Add(sums + (nint)third * O.Width, a2, b2);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float* sum, V a, V b) => O.Store(sum, O.Add(O.Load(sum), O.Add(a, b)));
}
