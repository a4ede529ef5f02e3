using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>
/// Copies of operands in the order in which micro-kernels read them. A panel holds 2 · Width columns of B, row after row; columns beyond
/// the matrix are 0.
/// </summary>
internal static unsafe class Packing<V, O>
    where V : struct
    where O : struct, IKernelVector<V>
{
    /// <summary>One panel of a row-major B: panel[p, j] = b[p · bRow + j].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackRows(float* b, nint bRow, int steps, int columns, float* panel)
    {
        if (columns == 2 * O.Width)
        {
            for (int p = 0; p < steps; p++)
            {
                O.Store(panel, O.Load(b));
                O.Store(panel + O.Width, O.Load(b + O.Width));
                panel += 2 * O.Width;
                b += bRow;
            }

            return;
        }

        int first = Math.Min(columns, O.Width), second = columns - first;
        for (int p = 0; p < steps; p++)
        {
            O.Store(panel, O.LoadFirst(b, first));
            O.Store(panel + O.Width, second > 0 ? O.LoadFirst(b + O.Width, second) : default);
            panel += 2 * O.Width;
            b += bRow;
        }
    }

    /// <summary>One panel of a transposed B: panel[p, j] = b[j · bColumn + p].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackTransposed(float* b, nint bColumn, int steps, int columns, float* panel)
    {
        int panelRow = 2 * O.Width;
        int j = 0;
        for (; j <= columns - O.Width; j += O.Width)
        {
            float* source = b + j * bColumn;
            float* target = panel + j;
            int p = 0;
            for (; p <= steps - O.Width; p += O.Width)
                O.Transpose(source + p, bColumn, target + (nint)p * panelRow, panelRow);
            for (; p < steps; p++)
            {
                for (int i = 0; i < O.Width; i++) target[(nint)p * panelRow + i] = source[i * bColumn + p];
            }
        }

        for (; j < panelRow; j++)
        {
            float* source = b + j * bColumn;
            for (int p = 0; p < steps; p++) panel[(nint)p * panelRow + j] = j < columns ? source[p] : 0;
        }
    }

    /// <summary>Rows of a transposed A: panel[p, i] = a[p · aStep + i], rows ≤ the tile's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackTall(float* a, nint aStep, int steps, int rows, float* panel)
    {
        for (int p = 0; p < steps; p++)
        {
            for (int i = 0; i < rows; i++) panel[i] = a[i];
            panel += rows;
            a += aStep;
        }
    }
}
