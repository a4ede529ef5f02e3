using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>Copies the short runs of inputs of each output of a convolution together, so that its patch is one row.</summary>
internal static unsafe class RunCopy<V, O>
    where V : struct
    where O : struct, IKernelVector<V>
{
    /// <summary>patches[position] = the runs of all rows of the kernel; behind them, up to <paramref name="patchFloats"/>, stands anything that is finite where the planes are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(ChannelsLastPlanes planes, float* padded, float* patches, int patchFloats)
    {
        int run = planes.Run;
        int[] positions = planes.PositionOffsets, rows = planes.RunOffsets;
        for (int i = 0; i < positions.Length; i++, patches += patchFloats)
        {
            float* from = padded + positions[i];
            float* to = patches;
            // Whole vectors: what is written beyond a run, the next one overwrites.
            for (int row = 0; row < rows.Length; row++, to += run)
                for (int j = 0; j < run; j += O.Width) O.Store(to + j, O.Load(from + rows[row] + j));
        }
    }
}
