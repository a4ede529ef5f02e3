namespace Frugal.Coding;

/// <summary>What the expression around a leaf tells an encoder; the decoder needs none of it.</summary>
/// <param name="Zero">The index that stands for zero, or null where the encoder may choose.</param>
/// <param name="Negatives">How many of the other indices stand for negative values and come first, or null where that is not known.</param>
internal readonly record struct LeafHint(int? Zero = null, int? Negatives = null);
