namespace Frugal.Kernels;

/// <summary>dX of a convolution without outputs: 0.</summary>
internal sealed unsafe class EmptyInputGradient(ConvolutionShape shape) : IConvolutionGradientPart
{
    public long ScratchBytes => 0;

    public long WorkspaceBytes => 0;

    public int Tiles(int phase) => phase == 1 ? shape.Batch : 0;

    public void Run(int phase, int tile, in ConvolutionGradientOperands operands, ref Scratch memory)
    {
        nint length = (nint)shape.InputChannels * shape.Positions;
        new Span<float>(operands.InputGradient + tile * length, checked((int)length)).Clear();
    }
}
