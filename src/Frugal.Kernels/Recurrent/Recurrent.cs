using System.Runtime.InteropServices;

namespace Frugal.Kernels;

/// <summary>The element-wise parts of recurrent steps, each one pass over memory. States below 1e-30 are written as 0.</summary>
public static class Recurrent
{
    /// <summary>
    /// A step of LSTM behind its matrix products: with z = (i, o, f, g), c ← σ(f) c + σ(i) tanh(g) and h ← σ(o) tanh(c).
    /// </summary>
    /// <param name="z">The arguments of the gates i, o, f and of the candidate g, one behind another.</param>
    /// <param name="cell">The cell state c, changed.</param>
    /// <param name="hidden">The hidden state h, written.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Lstm(ReadOnlySpan<float> z, Span<float> cell, Span<float> hidden)
    {
        Require.Length(z.Length, 4L * hidden.Length);
        Require.Length(cell.Length, hidden.Length);
        KernelTable.Current.Recurrent.Lstm(ref MemoryMarshal.GetReference(z), ref MemoryMarshal.GetReference(cell), ref MemoryMarshal.GetReference(hidden), hidden.Length);
    }

    /// <summary>s ← s + σ(gate) value: GRU's candidate when the reset gate comes behind the matrix product.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void GateAndAdd(ReadOnlySpan<float> gate, ReadOnlySpan<float> value, Span<float> sum)
    {
        Require.Length(gate.Length, sum.Length);
        Require.Length(value.Length, sum.Length);
        KernelTable.Current.Recurrent.GateAndAdd(ref MemoryMarshal.GetReference(gate), ref MemoryMarshal.GetReference(value), ref MemoryMarshal.GetReference(sum), sum.Length);
    }

    /// <summary>y = σ(gate) value: the state that GRU's reset gate lets through to the matrix product.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Gate(ReadOnlySpan<float> gate, ReadOnlySpan<float> value, Span<float> result)
    {
        Require.Length(gate.Length, result.Length);
        Require.Length(value.Length, result.Length);
        KernelTable.Current.Recurrent.Gate(ref MemoryMarshal.GetReference(gate), ref MemoryMarshal.GetReference(value), ref MemoryMarshal.GetReference(result), result.Length);
    }

    /// <summary>h ← (1 − σ(update)) tanh(candidate) + σ(update) h: the end of a step of GRU.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Blend(ReadOnlySpan<float> update, ReadOnlySpan<float> candidate, Span<float> hidden)
    {
        Require.Length(update.Length, hidden.Length);
        Require.Length(candidate.Length, hidden.Length);
        KernelTable.Current.Recurrent.Blend(ref MemoryMarshal.GetReference(update), ref MemoryMarshal.GetReference(candidate), ref MemoryMarshal.GetReference(hidden), hidden.Length);
    }

    /// <summary>h = tanh(z): a step of a plain recurrent layer.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Simple(ReadOnlySpan<float> z, Span<float> hidden)
    {
        Require.Length(z.Length, hidden.Length);
        KernelTable.Current.Recurrent.Simple(ref MemoryMarshal.GetReference(z), ref MemoryMarshal.GetReference(hidden), hidden.Length);
    }
}
