using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Frugal.Kernels;

/// <summary>The elements of a row that are not zero, in order: where they stand, and their values. NaN counts as not zero.</summary>
internal unsafe struct NonzeroList
{
    /// <summary>Elements beyond the last that <see cref="Append"/> may overwrite: so much more room must a list have.</summary>
    public const int Slack = 8;

    // For each set of lanes their numbers, ascending, a byte each.
    private static readonly ulong[] lanes = MakeLanes();

    /// <summary>The place of each, in the unit that the maker chose.</summary>
    public int* Rows;
    /// <summary>The value of each.</summary>
    public float* Values;
    /// <summary>How many there are.</summary>
    public int Count;

    /// <summary>A part of a list.</summary>
    public readonly NonzeroList Slice(int start, int end) => new() { Rows = Rows + start, Values = Values + start, Count = end - start };

    /// <summary>Appends what is not zero of some elements; the i-th stands at places[i] + offset.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Append(float* source, int* places, int length, int offset = 0)
    {
        int i = 0, count = Count;
        if (Avx2.IsSupported && InstructionSetScope.Active >= InstructionSet.Avx2)
        {
            Vector256<int> moved = Vector256.Create(offset);
            ref ulong table = ref MemoryMarshal.GetArrayDataReference(lanes);
            for (; i <= length - 8; i += 8)
            {
                Vector256<float> values = Avx.LoadVector256(source + i);
                int kept = Avx.MoveMask(Avx.Compare(values, Vector256<float>.Zero, FloatComparisonMode.UnorderedNotEqualNonSignaling));
                Vector256<int> order = Avx2.ConvertToVector256Int32(Vector128.CreateScalarUnsafe(Unsafe.Add(ref table, kept)).AsByte());
                Avx.Store(Values + count, Avx2.PermuteVar8x32(values, order));
                Avx.Store(Rows + count, Avx2.PermuteVar8x32(Avx2.Add(Avx.LoadVector256(places + i), moved), order));
                count += BitOperations.PopCount((uint)kept);
            }
        }

        // Without a branch, which would often be mispredicted: what is zero is overwritten by the next.
        for (; i < length; i++)
        {
            Values[count] = source[i];
            Rows[count] = places[i] + offset;
            count += (BitConverter.SingleToInt32Bits(source[i]) & int.MaxValue) != 0 ? 1 : 0;
        }

        Count = count;
    }

    /// <summary>How many elements are not +0.</summary>
    public static int CountIn(ReadOnlySpan<float> values) => values.Length - MemoryMarshal.Cast<float, int>(values).Count(0);

    private static ulong[] MakeLanes()
    {
        var table = new ulong[256];
        for (int set = 0; set < table.Length; set++)
        {
            int at = 0;
            for (int lane = 0; lane < 8; lane++)
                if ((set >> lane & 1) != 0) table[set] |= (ulong)lane << (8 * at++);
        }

        return table;
    }
}
