namespace Frugal.Kernels;

/// <summary>The further operands of an element-wise chain, up to eight, by index.</summary>
public ref struct ChainOperands
{
    /// <summary>How many operands there may be.</summary>
    public const int Capacity = 8;

    private ReadOnlySpan<float> operand0, operand1, operand2, operand3, operand4, operand5, operand6, operand7;

    /// <summary>
    /// The operand of an index: for <see cref="ChainStep.BinaryChannels"/> all channels, else the same range that the chain computes.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not in 0 … 7.</exception>
    public ReadOnlySpan<float> this[int index]
    {
        readonly get => index switch
        {
            0 => operand0,
            1 => operand1,
            2 => operand2,
            3 => operand3,
            4 => operand4,
            5 => operand5,
            6 => operand6,
            7 => operand7,
            _ => throw new ArgumentOutOfRangeException(nameof(index)),
        };
        set
        {
            switch (index)
            {
                case 0: operand0 = value; break;
                case 1: operand1 = value; break;
                case 2: operand2 = value; break;
                case 3: operand3 = value; break;
                case 4: operand4 = value; break;
                case 5: operand5 = value; break;
                case 6: operand6 = value; break;
                case 7: operand7 = value; break;
                default: throw new ArgumentOutOfRangeException(nameof(index));
            }
        }
    }
}
