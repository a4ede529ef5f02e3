namespace Frugal.Kernels;

/// <summary>dB: the sum of dY over images and positions, planes in float32 by vectors, images in float64.</summary>
internal sealed unsafe class BiasGradient(ConvolutionShape shape, MatrixKernels kernels) : IConvolutionGradientPart
{
    private const int TileChannels = 16;

    public long ScratchBytes => 0;

    public long WorkspaceBytes => 0;

    public int Tiles(int phase) => phase == 1 ? (shape.OutputChannels + TileChannels - 1) / TileChannels : 0;

    public void Run(int phase, int tile, in ConvolutionGradientOperands operands, ref Scratch memory)
    {
        int last = Math.Min(shape.OutputChannels, (tile + 1) * TileChannels);
        for (int channel = tile * TileChannels; channel < last; channel++)
        {
            double sum = 0;
            for (int image = 0; image < shape.Batch; image++)
                sum += kernels.Sum(operands.OutputGradient + ((nint)image * shape.OutputChannels + channel) * shape.OutputPositions, shape.OutputPositions);
            operands.BiasGradient[channel] = (float)sum;
        }
    }
}
