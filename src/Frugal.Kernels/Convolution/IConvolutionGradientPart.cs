namespace Frugal.Kernels;

/// <summary>The computation of one of a convolution's gradients, in the phases of <see cref="ConvolutionGradientPlan"/>.</summary>
internal interface IConvolutionGradientPart
{
    long ScratchBytes { get; }

    /// <summary>Memory shared by the tiles of all phases, used from its start: it may move between calls.</summary>
    long WorkspaceBytes { get; }

    int Tiles(int phase);

    void Run(int phase, int tile, in ConvolutionGradientOperands operands, ref Scratch memory);
}
