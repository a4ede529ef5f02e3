using System.Runtime.InteropServices;
using Frugal.Tensors;

namespace Frugal.Runtime.Kernels;

/// <summary>How int32 sums become a result: as they are, or clamp(round(sum · factor) + zero) in 8 bits.</summary>
/// <param name="Result">Where results go: int32, uint8 or int8.</param>
/// <param name="Factors">One factor, or one a channel.</param>
/// <param name="Zero">The result's zero point.</param>
internal sealed record Requantization(Operand Result, float[] Factors, int Zero)
{
    /// <summary>Whether sums are stored as they are.</summary>
    public bool IsPlain => Result.Type == ElementType.Int32;

    /// <summary>Stores one sum of a channel.</summary>
    public void Store(Span<byte> result, int at, int sum, int channel)
    {
        if (IsPlain)
        {
            MemoryMarshal.Cast<byte, int>(result)[at] = sum;
            return;
        }
        float rounded = MathF.Round(sum * Factors[Factors.Length == 1 ? 0 : channel], MidpointRounding.ToEven) + Zero;
        result[at] = Result.Type == ElementType.Int8 ? (byte)(sbyte)Math.Clamp(rounded, -128f, 127f) : (byte)Math.Clamp(rounded, 0f, 255f);
    }
}
