namespace Frugal.Coding;

/// <summary>What a stored tensor is for.</summary>
public enum LeafRole
{
    /// <summary>Weights of two or more axes, or the indices of such.</summary>
    Weight,

    /// <summary>The values that indices point to.</summary>
    Codebook,

    /// <summary>Floating-point vectors and scalars (biases, normalisation, scales), or the indices of such.</summary>
    Bias,

    /// <summary>Everything else: shapes, axes, zero points.</summary>
    Other,
}
