using System.Runtime.InteropServices;
using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>Where each element of an output comes from: its position in the source tensor, or <see cref="Fill"/>.</summary>
/// <param name="Shape">The output's shape.</param>
/// <param name="Sources">A position in the source for each output element, in row-major order.</param>
internal readonly record struct Movement(Shape Shape, int[] Sources)
{
    /// <summary>Marks an output element without a source.</summary>
    public const int Fill = -1;

    /// <summary>
    /// A movement in which every axis of the output chooses its offset into the source independently: the source of an element is the
    /// sum of its axes' offsets, and is missing where one of them is <see cref="Fill"/>.
    /// </summary>
    /// <param name="shape">The output's shape.</param>
    /// <param name="offsets">For each axis (of a finer partition of the output's axes, if need be) the offset of each index.</param>
    public static Movement Separable(Shape shape, int[][] offsets)
    {
        int[] sources = [0];
        foreach (int[] axis in offsets)
        {
            var finer = new int[checked(sources.Length * axis.Length)];
            for (int i = 0; i < finer.Length; i++)
            {
                int outer = sources[i / axis.Length], inner = axis[i % axis.Length];
                finer[i] = outer == Fill || inner == Fill ? Fill : outer + inner;
            }
            sources = finer;
        }
        return new Movement(shape, sources);
    }

    /// <summary>The movement that gives the output the axes of a row-major source in another order.</summary>
    public static Movement Permuted(Shape source, int[] permutation, Shape result) =>
        Separable(result, Array.ConvertAll(permutation, axis => Along(source, axis, i => i, source[axis])));

    /// <summary>The offsets of an axis of <paramref name="count"/> indices that take index <paramref name="index"/>(i) of the source's axis.</summary>
    public static int[] Along(Shape source, int axis, Func<int, int> index, int count)
    {
        int stride = (int)source.Product(axis + 1, source.Rank);
        var offsets = new int[count];
        for (int i = 0; i < count; i++) offsets[i] = index(i) is var from && from == Fill ? Fill : from * stride;
        return offsets;
    }

    /// <summary>Copies elements of any type.</summary>
    /// <param name="source">Where the elements come from.</param>
    /// <param name="fill">One element for places without a source; null stands for zero.</param>
    public DenseTensor Apply(DenseTensor source, DenseTensor? fill)
    {
        if (source.Type == ElementType.String) return ApplyToStrings(source, fill);
        var result = DenseTensor.Zeros(source.Type, Shape);
        switch (source.Type.BitsPerElement())
        {
            case 4: CopyNibbles(source.Bytes, result.Bytes, fill is null ? (byte)0 : fill.Bytes[0]); break;
            case 8: Copy<byte>(source, result, fill); break;
            case 16: Copy<ushort>(source, result, fill); break;
            case 32: Copy<uint>(source, result, fill); break;
            default: Copy<ulong>(source, result, fill); break;
        }
        return result;
    }

    /// <summary>The transposed movement: each element is added to the place it came from.</summary>
    public DenseTensor AddBack(DenseTensor result, Shape source)
    {
        double[] values = result.ToDoubles();
        var sums = new double[source.Count];
        for (int i = 0; i < values.Length; i++)
            if (Sources[i] != Fill) sums[Sources[i]] += values[i];
        return TensorValues.FromDoubles(result.Type, source, sums);
    }

    private void Copy<T>(DenseTensor source, DenseTensor result, DenseTensor? fill) where T : unmanaged
    {
        Span<T> from = MemoryMarshal.Cast<byte, T>(source.Bytes), to = MemoryMarshal.Cast<byte, T>(result.Bytes);
        T missing = fill is null ? default : MemoryMarshal.Cast<byte, T>(fill.Bytes)[0];
        for (int i = 0; i < to.Length; i++) to[i] = Sources[i] == Fill ? missing : from[Sources[i]];
    }

    private void CopyNibbles(ReadOnlySpan<byte> from, Span<byte> to, byte missing)
    {
        for (int i = 0; i < Sources.Length; i++)
        {
            int at = Sources[i];
            int value = (at == Fill ? missing : from[at / 2] >> (at % 2 * 4)) & 15;
            to[i / 2] |= (byte)(value << (i % 2 * 4));
        }
    }

    private DenseTensor ApplyToStrings(DenseTensor source, DenseTensor? fill)
    {
        string missing = fill is null ? "" : fill.Strings[0];
        string[] texts = new string[Sources.Length];
        for (int i = 0; i < texts.Length; i++) texts[i] = Sources[i] == Fill ? missing : source.Strings[Sources[i]];
        return DenseTensor.OfStrings(texts, Shape);
    }
}
