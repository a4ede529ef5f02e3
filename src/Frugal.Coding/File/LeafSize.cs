using Frugal.Tensors;

namespace Frugal.Coding;

/// <summary>What one stored tensor takes in a file.</summary>
/// <param name="Name">Its name in the network.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Coder">The coder that was used.</param>
/// <param name="Bytes">Its share of the file, to the byte that it begins or ends in.</param>
/// <param name="PositionBytes">The part of <paramref name="Bytes"/> that says which elements are not zero; about, since streams are shared.</param>
public sealed record LeafSize(string Name, ElementType Type, Shape Shape, LeafRole Role, string Coder, long Bytes, long PositionBytes);
