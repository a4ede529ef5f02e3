namespace Frugal.Data;

/// <summary>What appears at the border of an image that is moved.</summary>
public enum BorderFill
{
    /// <summary>The stored value 0, which is black.</summary>
    Zero,
    /// <summary>The nearest pixel of the image.</summary>
    Edge,
    /// <summary>The image mirrored at its outermost pixel, which itself is not repeated.</summary>
    Reflect,
}
