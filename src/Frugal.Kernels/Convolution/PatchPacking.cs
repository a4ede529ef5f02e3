using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>
/// Gathers the inputs of a panel of output positions: target[(channel · taps + tap) · targetRow + position] (the columns of "im2col", made where and
/// when they are needed; Kumar Chellapilla, Sidd Puri, Patrice Simard, "High Performance Convolutional Neural Networks for Document Processing", 2006).
/// </summary>
internal static unsafe class PatchPacking<V, O>
    where V : struct
    where O : struct, IKernelVector<V>
{
    /// <summary>Packs one panel.</summary>
    /// <param name="map">Where the inputs lie.</param>
    /// <param name="panel">Which panel.</param>
    /// <param name="x">The plane of the first channel.</param>
    /// <param name="plane">Floats from a plane to the next.</param>
    /// <param name="channels">How many channels.</param>
    /// <param name="target">Receives channels · taps rows of 2 · Width values.</param>
    /// <param name="targetRow">Floats from a row of the target to the next.</param>
    public static void Pack(PatchMap map, int panel, float* x, nint plane, int channels, float* target, nint targetRow)
    {
        if (map.Pieces == 0)
        {
            PackLanes(map, panel, x, plane, channels, target, targetRow);
            return;
        }

        fixed (int* offsets = map.Offsets)
        fixed (uint* masks = map.Masks)
        {
            nint first = (nint)panel * map.Taps * 2 * map.Pieces;
            if (map.Stride == 2) PackEven(map, offsets + first, masks + first, x, plane, channels, target, targetRow);
            else if (map.Pieces == 1) PackWhole(map, offsets + first, masks + first, x, plane, channels, target, targetRow);
            else PackPieces(map, offsets + first, masks + first, x, plane, channels, target, targetRow);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackWhole(PatchMap map, int* offsets, uint* masks, float* x, nint plane, int channels, float* target, nint targetRow)
    {
        int taps = map.Taps;
        uint all = (uint)((1UL << O.Width) - 1);
        for (int tap = 0; tap < taps; tap++)
        {
            float* first = x + offsets[2 * tap], second = x + offsets[2 * tap + 1];
            uint firstMask = masks[2 * tap], secondMask = masks[2 * tap + 1];
            float* to = target + tap * targetRow;
            if (firstMask == all && secondMask == all)
            {
                for (int channel = 0; channel < channels; channel++)
                {
                    O.Store(to, O.Load(first));
                    O.Store(to + O.Width, O.Load(second));
                    first += plane;
                    second += plane;
                    to += taps * targetRow;
                }
            }
            else
            {
                for (int channel = 0; channel < channels; channel++)
                {
                    O.Store(to, O.LoadMasked(first, firstMask));
                    O.Store(to + O.Width, O.LoadMasked(second, secondMask));
                    first += plane;
                    second += plane;
                    to += taps * targetRow;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackPieces(PatchMap map, int* offsets, uint* masks, float* x, nint plane, int channels, float* target, nint targetRow)
    {
        int taps = map.Taps, pieces = map.Pieces;
        for (int tap = 0; tap < taps; tap++)
        {
            for (int half = 0; half < 2; half++)
            {
                float* to = target + tap * targetRow + half * O.Width;
                float* from = x;
                for (int channel = 0; channel < channels; channel++)
                {
                    V value = O.LoadMasked(from + offsets[0], masks[0]);
                    for (int piece = 1; piece < pieces; piece++) value = O.Or(value, O.LoadMasked(from + offsets[piece], masks[piece]));
                    O.Store(to, value);
                    from += plane;
                    to += taps * targetRow;
                }

                offsets += pieces;
                masks += pieces;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackEven(PatchMap map, int* offsets, uint* masks, float* x, nint plane, int channels, float* target, nint targetRow)
    {
        int taps = map.Taps, pieces = map.Pieces;
        for (int tap = 0; tap < taps; tap++)
        {
            for (int half = 0; half < 2; half++)
            {
                float* to = target + tap * targetRow + half * O.Width;
                float* from = x;
                for (int channel = 0; channel < channels; channel++)
                {
                    V value = Even(from + offsets[0], masks[0]);
                    for (int piece = 1; piece < pieces; piece++) value = O.Or(value, Even(from + offsets[piece], masks[piece]));
                    O.Store(to, value);
                    from += plane;
                    to += taps * targetRow;
                }

                offsets += pieces;
                masks += pieces;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Even(float* source, uint mask) =>
        O.Even(O.LoadMasked(source, mask), O.LoadMasked(source + O.Width, mask >> O.Width));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackLanes(PatchMap map, int panel, float* x, nint plane, int channels, float* target, nint targetRow)
    {
        int taps = map.Taps;
        for (int tap = 0; tap < taps; tap++)
        {
            for (int lane = 0; lane < 2 * O.Width; lane++)
            {
                int source = map.Source(panel * 2 * O.Width + lane, tap);
                float* to = target + tap * targetRow + lane;
                for (int channel = 0; channel < channels; channel++)
                {
                    *to = source < 0 ? 0 : x[source + channel * plane];
                    to += taps * targetRow;
                }
            }
        }
    }
}
