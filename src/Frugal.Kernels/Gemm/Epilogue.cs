namespace Frugal.Kernels;

/// <summary>The last step of a fused kernel: an activation and its two parameters.</summary>
/// <param name="Activation">What is applied to product + bias + residual.</param>
/// <param name="Low">The lower limit of <see cref="Activation.Clip"/>, or the slope of <see cref="Activation.LeakyRelu"/>.</param>
/// <param name="High">The upper limit of <see cref="Activation.Clip"/>.</param>
public readonly record struct Epilogue(Activation Activation, float Low = 0, float High = 0)
{
    /// <summary>No activation.</summary>
    public static Epilogue None => default;

    /// <summary>max(x, 0).</summary>
    public static Epilogue Relu => new(Activation.Relu);

    /// <summary>x limited to [<paramref name="low"/>, <paramref name="high"/>].</summary>
    public static Epilogue Clip(float low, float high) => new(Activation.Clip, low, high);

    /// <summary>x for x ≥ 0, <paramref name="slope"/> · x below.</summary>
    public static Epilogue LeakyRelu(float slope) => new(Activation.LeakyRelu, slope);
}
