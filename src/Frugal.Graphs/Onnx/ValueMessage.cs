using Frugal.Tensors;

namespace Frugal.Graphs.Onnx;

/// <summary>A <c>ValueInfoProto</c> as read.</summary>
/// <param name="Position">Where it stands.</param>
/// <param name="Name">The value's name.</param>
/// <param name="Type">The element type; undefined when none is given or it is no tensor that Frugal knows.</param>
/// <param name="Shape">The shape, or null when not even the rank is given.</param>
/// <param name="Documentation">Documentation.</param>
/// <param name="TypeField">The whole type field, tag included, when it says something that <see cref="Type"/> cannot.</param>
/// <param name="Metadata">The whole metadata fields, tags included.</param>
internal sealed record ValueMessage(
    int Position, string Name, ElementType Type, SymbolicShape? Shape, string? Documentation, ByteRange? TypeField, List<ByteRange> Metadata)
{
    /// <summary>What a sequence or an optional holds.</summary>
    public ElementType ItemType { get; init; }
}
