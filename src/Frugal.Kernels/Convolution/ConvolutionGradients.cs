namespace Frugal.Kernels;

/// <summary>Which gradients of a convolution are wanted.</summary>
[Flags]
public enum ConvolutionGradients
{
    /// <summary>None.</summary>
    None = 0,
    /// <summary>dX.</summary>
    Input = 1,
    /// <summary>dW.</summary>
    Weights = 2,
    /// <summary>dB, the sum of dY over images and positions.</summary>
    Bias = 4,
    /// <summary>All three.</summary>
    All = Input | Weights | Bias,
}
