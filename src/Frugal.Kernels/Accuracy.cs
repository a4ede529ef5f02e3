namespace Frugal.Kernels;

/// <summary>How far an answer may be from the one that rounds each sum of products as it comes.</summary>
public enum Accuracy
{
    /// <summary>Sums of products as they are defined, in any fixed order: the error is that of float32 sums.</summary>
    Exact,

    /// <summary>
    /// Algorithms with fewer multiplications are welcome whose error is a small multiple of it: Winograd's convolutions (largest error below 4·10⁻⁵ of the root mean square of the
    /// output, with normal values and 64 channels; direct sums: 5·10⁻⁶).
    /// </summary>
    Fast,
}
