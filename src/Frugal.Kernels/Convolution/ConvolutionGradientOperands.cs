namespace Frugal.Kernels;

/// <summary>The pinned memory of a gradient computation. The workspace is the part's own.</summary>
internal unsafe struct ConvolutionGradientOperands
{
    public float* X;
    public float* Weights;
    public float* OutputGradient;
    public float* InputGradient;
    public float* WeightGradient;
    public float* BiasGradient;
    public byte* Workspace;
}
