using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Frugal.Kernels;

/// <summary>The elements of a row that are not zero, in order: where they stand, and their values. NaN counts as not zero.</summary>
internal unsafe struct NonzeroList
{
    /// <summary>The place of each, in the unit that the maker chose.</summary>
    public int* Rows;
    /// <summary>The value of each.</summary>
    public float* Values;
    /// <summary>How many there are.</summary>
    public int Count;

    /// <summary>Appends what is not zero of source[0], source[stride], …; the i-th stands at place i · <paramref name="unit"/>. There must be room for one element more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Append(float* source, nint stride, int length, int unit)
    {
        int count = Count, place = 0;
        int* rows = Rows;
        float* values = Values;
        // Without a branch, which would be mispredicted for every other element: what is zero is overwritten by the next.
        for (int i = 0; i < length; i++)
        {
            float value = *source;
            rows[count] = place;
            values[count] = value;
            count += (BitConverter.SingleToInt32Bits(value) & int.MaxValue) != 0 ? 1 : 0;
            source += stride;
            place += unit;
        }

        Count = count;
    }

    /// <summary>Likewise, the i-th at places[i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Append(float* source, int* places, int length)
    {
        int count = Count;
        int* rows = Rows;
        float* values = Values;
        for (int i = 0; i < length; i++)
        {
            float value = source[i];
            rows[count] = places[i];
            values[count] = value;
            count += (BitConverter.SingleToInt32Bits(value) & int.MaxValue) != 0 ? 1 : 0;
        }

        Count = count;
    }

    /// <summary>How many elements are not +0.</summary>
    public static int CountIn(ReadOnlySpan<float> values) => values.Length - MemoryMarshal.Cast<float, int>(values).Count(0);
}
