using System.Runtime.InteropServices;
using Frugal.Tensors;

namespace Frugal.Runtime;

/// <summary>The tensors of one run of a plan, by slot.</summary>
public readonly struct Buffers
{
    private readonly DenseTensor?[] slots;

    internal Buffers(DenseTensor?[] slots) => this.slots = slots;

    /// <summary>The tensor of a slot.</summary>
    public DenseTensor this[int slot] => slots[slot]!;

    /// <summary>The elements of an operand.</summary>
    public Span<T> Of<T>(Operand operand) where T : unmanaged => slots[operand.Slot]!.Span<T>();

    /// <summary>The memory of an operand or workspace as float32.</summary>
    public Span<float> Floats(Operand operand) => MemoryMarshal.Cast<byte, float>(slots[operand.Slot]!.Bytes);

    /// <summary>The elements of an operand that may be left out; empty when it is.</summary>
    public Span<T> OfOptional<T>(Operand? operand) where T : unmanaged => operand is null ? default : slots[operand.Slot]!.Span<T>();
}
