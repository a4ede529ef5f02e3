using Frugal.Tensors;

namespace Frugal.Runtime;

/// <summary>An input or output of a step: where it stands in the plan, and what is known of it.</summary>
/// <param name="Slot">The number by which <see cref="Buffers"/> finds it.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Constant">Its tensor, where it never changes.</param>
public sealed record Operand(int Slot, ElementType Type, Shape Shape, DenseTensor? Constant);
