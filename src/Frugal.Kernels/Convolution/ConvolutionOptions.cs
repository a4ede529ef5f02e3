namespace Frugal.Kernels;

/// <summary>What a <see cref="ConvolutionPlan"/> computes besides the sums: Y = activation(W ∗ X + bias + residual).</summary>
public sealed record ConvolutionOptions
{
    /// <summary>A plain convolution.</summary>
    public static ConvolutionOptions Default { get; } = new();

    /// <summary>The weights do not change: they are packed once with <see cref="ConvolutionPlan.PackWeights"/> and passed packed.</summary>
    public bool ConstantWeights { get; init; }

    /// <summary>Whether there is a bias, one value for each output channel.</summary>
    public bool Bias { get; init; }

    /// <summary>Whether a tensor in Y's layout is added before the activation. It may be Y itself.</summary>
    public bool Residual { get; init; }

    /// <summary>Whether algorithms with a larger error may be used, which they are with constant weights only. Default: exact.</summary>
    public Accuracy Accuracy { get; init; } = Accuracy.Exact;

    /// <summary>The activation.</summary>
    public Epilogue Epilogue { get; init; }
}
