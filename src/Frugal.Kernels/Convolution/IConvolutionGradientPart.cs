namespace Frugal.Kernels;

/// <summary>The computation of one of a convolution's gradients, in the phases of <see cref="ConvolutionGradientPlan"/>.</summary>
internal interface IConvolutionGradientPart
{
    long ScratchBytes { get; }

    long WorkspaceBytes { get; }

    int Tiles(int phase);

    void Run(int phase, int tile, in ConvolutionGradientOperands operands, ref Scratch memory);
}
