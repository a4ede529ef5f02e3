using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>
/// Products of one row with a matrix. Each number of the matrix is used once, so memory limits them; several independent sums hide the
/// latency of the multiply-add.
/// </summary>
internal static unsafe class RowKernel<V, O>
    where V : struct
    where O : struct, IKernelVector<V>
{
    /// <summary>y[j] = Σ a[p · aStep] · B[p, j] over <paramref name="count"/> (1…4) packed panels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Panels(float* a, nint aStep, float* panels, nint panelStride, int count, nint steps, float* y)
    {
        if (count == 4)
        {
            V c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default, c6 = default, c7 = default;
            float* b0 = panels, b1 = b0 + panelStride, b2 = b1 + panelStride, b3 = b2 + panelStride;
            for (nint p = 0; p < steps; p++)
            {
                V x = O.Broadcast(*a);
                a += aStep;
                c0 = O.MultiplyAdd(x, O.Load(b0), c0);
                c1 = O.MultiplyAdd(x, O.Load(b0 + O.Width), c1);
                c2 = O.MultiplyAdd(x, O.Load(b1), c2);
                c3 = O.MultiplyAdd(x, O.Load(b1 + O.Width), c3);
                c4 = O.MultiplyAdd(x, O.Load(b2), c4);
                c5 = O.MultiplyAdd(x, O.Load(b2 + O.Width), c5);
                c6 = O.MultiplyAdd(x, O.Load(b3), c6);
                c7 = O.MultiplyAdd(x, O.Load(b3 + O.Width), c7);
                b0 += 2 * O.Width;
                b1 += 2 * O.Width;
                b2 += 2 * O.Width;
                b3 += 2 * O.Width;
            }

            O.Store(y, c0);
            O.Store(y + O.Width, c1);
            O.Store(y + 2 * O.Width, c2);
            O.Store(y + 3 * O.Width, c3);
            O.Store(y + 4 * O.Width, c4);
            O.Store(y + 5 * O.Width, c5);
            O.Store(y + 6 * O.Width, c6);
            O.Store(y + 7 * O.Width, c7);
            return;
        }

        for (int panel = 0; panel < count; panel++)
        {
            V c0 = default, c1 = default;
            float* b = panels + panel * panelStride;
            for (nint p = 0; p < steps; p++)
            {
                V x = O.Broadcast(a[p * aStep]);
                c0 = O.MultiplyAdd(x, O.Load(b), c0);
                c1 = O.MultiplyAdd(x, O.Load(b + O.Width), c1);
                b += 2 * O.Width;
            }

            O.Store(y, c0);
            O.Store(y + O.Width, c1);
            y += 2 * O.Width;
        }
    }

    /// <summary>y[j] = Σ a[p · aStep] · b[p · bRow + j], j below <paramref name="columns"/>: four rows of a row-major B at a time, in the order of memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(float* a, nint aStep, float* b, nint bRow, int columns, nint steps, float* y)
    {
        for (int j = 0; j < columns; j++) y[j] = 0;
        nint p = 0;
        for (; p <= steps - 4; p += 4)
        {
            float* b0 = b + p * bRow, b1 = b0 + bRow, b2 = b1 + bRow, b3 = b2 + bRow;
            V x0 = O.Broadcast(a[p * aStep]), x1 = O.Broadcast(a[(p + 1) * aStep]);
            V x2 = O.Broadcast(a[(p + 2) * aStep]), x3 = O.Broadcast(a[(p + 3) * aStep]);
            int j = 0;
            for (; j <= columns - O.Width; j += O.Width)
            {
                V first = O.MultiplyAdd(x1, O.Load(b1 + j), O.MultiplyAdd(x0, O.Load(b0 + j), O.Load(y + j)));
                O.Store(y + j, O.MultiplyAdd(x3, O.Load(b3 + j), O.MultiplyAdd(x2, O.Load(b2 + j), first)));
            }

            if (j < columns)
            {
                int left = columns - j;
                V first = O.MultiplyAdd(x1, O.LoadFirst(b1 + j, left), O.MultiplyAdd(x0, O.LoadFirst(b0 + j, left), O.LoadFirst(y + j, left)));
                O.StoreFirst(y + j, O.MultiplyAdd(x3, O.LoadFirst(b3 + j, left), O.MultiplyAdd(x2, O.LoadFirst(b2 + j, left), first)), left);
            }
        }

        for (; p < steps; p++)
        {
            float* b0 = b + p * bRow;
            V x = O.Broadcast(a[p * aStep]);
            int j = 0;
            for (; j <= columns - O.Width; j += O.Width) O.Store(y + j, O.MultiplyAdd(x, O.Load(b0 + j), O.Load(y + j)));
            if (j < columns) O.StoreFirst(y + j, O.MultiplyAdd(x, O.LoadFirst(b0 + j, columns - j), O.LoadFirst(y + j, columns - j)), columns - j);
        }
    }

    /// <summary>y[i · yStep] = Σ a[i · aRow + p] · x[p] for <paramref name="rows"/> rows: dot products along memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Dots(float* a, nint aRow, int rows, float* x, nint steps, float* y)
    {
        int i = 0;
        for (; i <= rows - 4; i += 4)
        {
            float* a0 = a + i * aRow, a1 = a0 + aRow, a2 = a1 + aRow, a3 = a2 + aRow;
            V s0 = default, s1 = default, s2 = default, s3 = default, t0 = default, t1 = default, t2 = default, t3 = default;
            nint p = 0;
            for (; p <= steps - 2 * O.Width; p += 2 * O.Width)
            {
                V x0 = O.Load(x + p), x1 = O.Load(x + p + O.Width);
                s0 = O.MultiplyAdd(O.Load(a0 + p), x0, s0);
                s1 = O.MultiplyAdd(O.Load(a1 + p), x0, s1);
                s2 = O.MultiplyAdd(O.Load(a2 + p), x0, s2);
                s3 = O.MultiplyAdd(O.Load(a3 + p), x0, s3);
                t0 = O.MultiplyAdd(O.Load(a0 + p + O.Width), x1, t0);
                t1 = O.MultiplyAdd(O.Load(a1 + p + O.Width), x1, t1);
                t2 = O.MultiplyAdd(O.Load(a2 + p + O.Width), x1, t2);
                t3 = O.MultiplyAdd(O.Load(a3 + p + O.Width), x1, t3);
            }

            for (; p < steps; p += O.Width)
            {
                int left = (int)nint.Min(O.Width, steps - p);
                V x0 = O.LoadFirst(x + p, left);
                s0 = O.MultiplyAdd(O.LoadFirst(a0 + p, left), x0, s0);
                s1 = O.MultiplyAdd(O.LoadFirst(a1 + p, left), x0, s1);
                s2 = O.MultiplyAdd(O.LoadFirst(a2 + p, left), x0, s2);
                s3 = O.MultiplyAdd(O.LoadFirst(a3 + p, left), x0, s3);
            }

            y[i] = O.Sum(O.Add(s0, t0));
            y[i + 1] = O.Sum(O.Add(s1, t1));
            y[i + 2] = O.Sum(O.Add(s2, t2));
            y[i + 3] = O.Sum(O.Add(s3, t3));
        }

        for (; i < rows; i++) y[i] = Dot(a + i * aRow, x, steps);
    }

    /// <summary>Σ a[p] · x[p].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Dot(float* a, float* x, nint steps)
    {
        V s0 = default, s1 = default, s2 = default, s3 = default;
        nint p = 0;
        for (; p <= steps - 4 * O.Width; p += 4 * O.Width)
        {
            s0 = O.MultiplyAdd(O.Load(a + p), O.Load(x + p), s0);
            s1 = O.MultiplyAdd(O.Load(a + p + O.Width), O.Load(x + p + O.Width), s1);
            s2 = O.MultiplyAdd(O.Load(a + p + 2 * O.Width), O.Load(x + p + 2 * O.Width), s2);
            s3 = O.MultiplyAdd(O.Load(a + p + 3 * O.Width), O.Load(x + p + 3 * O.Width), s3);
        }

        for (; p < steps; p += O.Width)
        {
            int left = (int)nint.Min(O.Width, steps - p);
            s0 = O.MultiplyAdd(O.LoadFirst(a + p, left), O.LoadFirst(x + p, left), s0);
        }

        return O.Sum(O.Add(O.Add(s0, s1), O.Add(s2, s3)));
    }
}
