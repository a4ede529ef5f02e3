using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Frugal.Kernels;

/// <summary>
/// Weights as a codebook and an index each (weight sharing; Han, Mao and Dally 2016, "Deep Compression"): decoding, and the gradient by the codebook.
/// </summary>
public static class Lookup
{
    private const int Tables = 4;
    private const int SmallCodebook = 256;

    /// <summary>y[i] = codebook[indices[i]].</summary>
    /// <remarks>Codebooks of up to 16 entries stay in two registers on AVX2; larger ones are read element by element, which gathers do not beat.</remarks>
    /// <exception cref="ArgumentException">The lengths differ, or an index lies outside of the codebook.</exception>
    public static void Decode(ReadOnlySpan<float> codebook, ReadOnlySpan<byte> indices, Span<float> y)
    {
        Require.Length(indices.Length, y.Length);
        CheckIndices(indices, codebook.Length);
        int done = 0;
        if (codebook.Length <= 16 && Avx2.IsSupported && InstructionSetScope.Active >= InstructionSet.Avx2)
            done = DecodeFromRegisters(codebook, indices, y);
        ref float table = ref MemoryMarshal.GetReference(codebook);
        for (int i = done; i < y.Length; i++) y[i] = Unsafe.Add(ref table, indices[i]);
    }

    /// <summary>y[i] = codebook[indices[i]].</summary>
    /// <exception cref="ArgumentException">The lengths differ, or an index lies outside of the codebook.</exception>
    public static void Decode(ReadOnlySpan<float> codebook, ReadOnlySpan<ushort> indices, Span<float> y)
    {
        Require.Length(indices.Length, y.Length);
        CheckIndices(indices, codebook.Length);
        ref float table = ref MemoryMarshal.GetReference(codebook);
        for (int i = 0; i < y.Length; i++) y[i] = Unsafe.Add(ref table, indices[i]);
    }

    /// <summary>sums[k] += Σ gradient[i] over the i whose index is k: the gradient of <see cref="Decode(ReadOnlySpan{float}, ReadOnlySpan{byte}, Span{float})"/>.</summary>
    /// <remarks>For any number of threads: give each chunk of a fixed size sums of its own and add those in order.</remarks>
    /// <exception cref="ArgumentException">The lengths differ, or an index lies outside of the sums.</exception>
    [SkipLocalsInit]
    public static void GroupedSum(ReadOnlySpan<float> gradient, ReadOnlySpan<byte> indices, Span<double> sums)
    {
        Require.Length(indices.Length, gradient.Length);
        CheckIndices(indices, sums.Length);
        // Four tables in turn: most indices may be the same one, and each addition would wait for the one before.
        Span<double> tables = stackalloc double[Tables * SmallCodebook];
        tables.Clear();
        ref double table = ref tables[0];
        for (int i = 0; i < gradient.Length; i++)
            Unsafe.Add(ref table, (i & (Tables - 1)) * SmallCodebook + indices[i]) += gradient[i];
        int used = Math.Min(sums.Length, SmallCodebook);
        for (int k = 0; k < used; k++)
            sums[k] += tables[k] + tables[SmallCodebook + k] + (tables[2 * SmallCodebook + k] + tables[3 * SmallCodebook + k]);
    }

    /// <inheritdoc cref="GroupedSum(ReadOnlySpan{float}, ReadOnlySpan{byte}, Span{double})"/>
    public static void GroupedSum(ReadOnlySpan<float> gradient, ReadOnlySpan<ushort> indices, Span<double> sums)
    {
        Require.Length(indices.Length, gradient.Length);
        CheckIndices(indices, sums.Length);
        for (int i = 0; i < gradient.Length; i++) sums[indices[i]] += gradient[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int DecodeFromRegisters(ReadOnlySpan<float> codebook, ReadOnlySpan<byte> indices, Span<float> y)
    {
        Span<float> padded = stackalloc float[16];
        padded.Clear();
        codebook.CopyTo(padded);
        Vector256<float> low = Vector256.Create<float>(padded), high = Vector256.Create<float>(padded[8..]);
        ref byte index = ref MemoryMarshal.GetReference(indices);
        ref float result = ref MemoryMarshal.GetReference(y);
        int i = 0;
        for (; i <= y.Length - 8; i += 8)
        {
            Vector128<byte> bytes = Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref index, i))).AsByte();
            Vector256<int> k = Avx2.ConvertToVector256Int32(bytes);
            Vector256<float> fromLow = Avx2.PermuteVar8x32(low, k), fromHigh = Avx2.PermuteVar8x32(high, k);
            // Bit 3 of the index, moved to the sign, chooses the half.
            Vector256<float> upper = Vector256.ShiftLeft(k, 28).AsSingle();
            Avx.BlendVariable(fromLow, fromHigh, upper).StoreUnsafe(ref result, (nuint)i);
        }
        return i;
    }

    private static void CheckIndices<TIndex>(ReadOnlySpan<TIndex> indices, int entries) where TIndex : unmanaged, IBinaryInteger<TIndex>, IMinMaxValue<TIndex>
    {
        if (int.CreateSaturating(TIndex.MaxValue) < entries) return;
        TIndex largest = Largest(indices);
        if (!indices.IsEmpty && int.CreateSaturating(largest) >= entries)
            throw new ArgumentException($"The index {largest} lies outside of a codebook of {entries} entries; the indices and the codebook do not belong together.");
    }

    private static TIndex Largest<TIndex>(ReadOnlySpan<TIndex> values) where TIndex : unmanaged, IBinaryInteger<TIndex>
    {
        TIndex largest = TIndex.Zero;
        int i = 0;
        if (Vector256.IsHardwareAccelerated && values.Length >= Vector256<TIndex>.Count)
        {
            Vector256<TIndex> maximum = Vector256<TIndex>.Zero;
            for (; i <= values.Length - Vector256<TIndex>.Count; i += Vector256<TIndex>.Count)
                maximum = Vector256.Max(maximum, Vector256.Create(values.Slice(i, Vector256<TIndex>.Count)));
            for (int lane = 0; lane < Vector256<TIndex>.Count; lane++) largest = TIndex.Max(largest, maximum[lane]);
        }
        for (; i < values.Length; i++) largest = TIndex.Max(largest, values[i]);
        return largest;
    }
}
