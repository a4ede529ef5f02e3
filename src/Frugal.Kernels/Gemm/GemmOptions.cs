namespace Frugal.Kernels;

/// <summary>What a <see cref="GemmPlan"/> computes besides the product: C = activation(α · op(A) · op(B) [+ C] + bias + residual).</summary>
public sealed record GemmOptions
{
    /// <summary>A plain product.</summary>
    public static GemmOptions Default { get; } = new();

    /// <summary>A is stored k×m and used transposed.</summary>
    public bool TransposeA { get; init; }

    /// <summary>B is stored n×k and used transposed.</summary>
    public bool TransposeB { get; init; }

    /// <summary>B does not change: it is packed once with <see cref="GemmPlan.PackB"/> and passed packed.</summary>
    public bool ConstantB { get; init; }

    /// <summary>The factor of the product, 1 by default.</summary>
    public float Alpha { get; init; } = 1;

    /// <summary>Whether the product is added to what C already holds.</summary>
    public bool Accumulate { get; init; }

    /// <summary>Whether there is a bias vector, and along which axis.</summary>
    public BiasKind Bias { get; init; }

    /// <summary>Whether a matrix in C's layout is added before the activation. It may be C itself.</summary>
    public bool Residual { get; init; }

    /// <summary>The activation.</summary>
    public Epilogue Epilogue { get; init; }
}
