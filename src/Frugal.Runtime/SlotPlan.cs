using Frugal.Tensors;

namespace Frugal.Runtime;

/// <summary>Where the memory of a slot comes from.</summary>
internal enum SlotKind
{
    Input,
    Constant,
    State,
    Arena,
    View,
}

/// <summary>What a plan knows of a slot.</summary>
internal sealed record SlotPlan(string Name, SlotKind Kind, ElementType Type, Shape Shape, DenseTensor? Tensor)
{
    /// <summary>For a view: the slot whose memory it shares.</summary>
    public int ViewOf { get; init; } = -1;

    public long Bytes => Type.ByteCount(Shape.Count);
}
