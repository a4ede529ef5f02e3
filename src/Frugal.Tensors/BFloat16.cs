namespace Frugal.Tensors;

/// <summary>bfloat16: sign, 8 exponent bits and 7 fraction bits, the upper half of a binary32.</summary>
/// <param name="Bits">The 16 bits as stored.</param>
public readonly record struct BFloat16(ushort Bits)
{
    /// <summary>The exact value as binary32.</summary>
    public static explicit operator float(BFloat16 value) => BitConverter.UInt32BitsToSingle((uint)value.Bits << 16);

    /// <summary>Rounds to nearest, ties to even; NaN stays NaN, overflow becomes infinity.</summary>
    public static explicit operator BFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        if (float.IsNaN(value)) return new BFloat16((ushort)((bits >> 16) | 0x40));
        return new BFloat16((ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16));
    }
}
