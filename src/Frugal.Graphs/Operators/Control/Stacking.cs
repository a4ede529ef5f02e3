using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>Tensors of one shape as one tensor of one axis more.</summary>
internal static class Stacking
{
    /// <summary>Stacks slices along a new axis. Where there are none, the shape follows from what is known of a slice, with 0 for unknown extents.</summary>
    public static DenseTensor Stack(IReadOnlyList<DenseTensor> slices, Value declared, int axis)
    {
        if (slices.Count == 0)
        {
            int[] extents = [.. (declared.Shape ?? SymbolicShape.Scalar).Select(d => d.IsNumber ? checked((int)d.Number) : 0)];
            return DenseTensor.Zeros(declared.Type == ElementType.Undefined ? ElementType.Float32 : declared.Type, new Shape([.. extents[..axis], 0, .. extents[axis..]]));
        }
        Shape slice = slices[0].Shape;
        foreach (DenseTensor other in slices)
            if (other.Shape != slice || other.Type != slices[0].Type)
                throw new InvalidModelException($"The slices of '{declared.Name}' cannot be stacked: they are {slices[0]} and {other}.");
        int outer = (int)slice.Product(0, axis);
        var shape = new Shape([.. slice.ToArray()[..axis], slices.Count, .. slice.ToArray()[axis..]]);
        if (slices[0].Type == ElementType.String) return DenseTensor.OfStrings(Interleave([.. slices.Select(s => s.Strings.ToArray())], outer), shape);
        if (slices[0].Type.BitsPerElement() < 8) return TensorValues.FromLongs(slices[0].Type, shape, Interleave([.. slices.Select(s => s.ToLongs())], outer));
        DenseTensor result = DenseTensor.Zeros(slices[0].Type, shape);
        int bytes = outer == 0 ? 0 : slices[0].ByteCount / outer;
        for (int o = 0; o < outer; o++)
            for (int s = 0; s < slices.Count; s++)
                slices[s].Bytes.Slice(o * bytes, bytes).CopyTo(result.Bytes[((o * slices.Count + s) * bytes)..]);
        return result;
    }

    /// <summary>The slice of an index along an axis, which it loses.</summary>
    public static DenseTensor Slice(DenseTensor tensor, int axis, int index)
    {
        Shape shape = tensor.Shape;
        var offsets = new int[shape.Rank][];
        for (int a = 0; a < offsets.Length; a++) offsets[a] = a == axis ? Movement.Along(shape, a, _ => index, 1) : Movement.Along(shape, a, i => i, shape[a]);
        return Movement.Separable(new Shape([.. shape.ToArray()[..axis], .. shape.ToArray()[(axis + 1)..]]), offsets).Apply(tensor, null);
    }

    private static T[] Interleave<T>(T[][] parts, int outer)
    {
        var result = new List<T>();
        for (int o = 0; o < outer; o++)
            foreach (T[] part in parts) result.AddRange(part.AsSpan(part.Length / outer * o, part.Length / outer));
        return [.. result];
    }
}
