namespace Frugal.Kernels;

/// <summary>The activations that GEMM and convolution apply while a result is still in registers.</summary>
public enum Activation
{
    /// <summary>y = x.</summary>
    None,
    /// <summary>y = max(x, 0); NaN stays NaN.</summary>
    Relu,
    /// <summary>y = min(max(x, <see cref="Epilogue.Low"/>), <see cref="Epilogue.High"/>); NaN stays NaN.</summary>
    Clip,
    /// <summary>y = x for x ≥ 0, <see cref="Epilogue.Low"/> · x below.</summary>
    LeakyRelu,
}
