using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Runtime;

/// <summary>Checks what a tensor would occupy before anything is allocated.</summary>
internal static class TensorSizes
{
    /// <summary>Throws where a value of known shape would be larger than is allowed, or than one tensor can be.</summary>
    /// <exception cref="InvalidModelException">It would be; the message names it.</exception>
    public static void Require(Value value, long maximumBytes)
    {
        if (value.Shape is not { IsStatic: true } shape) return;
        double bytes = value.Type.BitsPerElement() / 8.0;
        foreach (Dimension extent in shape)
        {
            if (extent.Number is < 0 or > int.MaxValue)
                throw new InvalidModelException($"'{value.Name}' would have the shape {shape}, an axis of which is longer than an axis can be. Check the shapes that the network declares and computes.");
            bytes *= extent.Number;
        }
        long largest = Math.Min(maximumBytes, Array.MaxLength - DenseTensor.Alignment);
        if (bytes > largest)
            throw new InvalidModelException(
                $"'{value.Name}' would be {value.Type.DisplayName()}{shape} and need {bytes:N0} bytes; {largest:N0} are allowed. Feed smaller inputs, or check the shapes that the network declares and computes.");
    }
}
