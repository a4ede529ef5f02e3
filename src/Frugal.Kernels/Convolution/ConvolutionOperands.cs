namespace Frugal.Kernels;

/// <summary>The pinned memory of a convolution.</summary>
internal unsafe struct ConvolutionOperands
{
    public float* X;
    public float* Weights;
    public float* Bias;
    public float* Residual;
    public float* Y;

    /// <summary>Refuses memory that is too small.</summary>
    public static void Check(int length, long needed, string name)
    {
        if (length < needed) throw new ArgumentException($"{name} has {length} values, but the convolution needs {needed}.");
    }
}
