namespace Frugal.Kernels;

/// <summary>
/// Chooses between two ways to the same gradient by the share of dY that is not zero: behind a pooling or a ReLU most of it is. A sample of images tells; what it
/// tells depends on dY alone.
/// </summary>
internal sealed unsafe class GradientBySparsity(ConvolutionShape shape, IConvolutionGradientPart dense, IConvolutionGradientPart sparse, double largestDensity) : IConvolutionGradientPart
{
    private const int SampledImages = 4;
    private const int SampledElements = 4096;
    // The choice, in front of what the chosen way keeps in the workspace.
    private const int HeaderBytes = 64;

    public long ScratchBytes => Math.Max(dense.ScratchBytes, sparse.ScratchBytes);

    public long WorkspaceBytes => HeaderBytes + Math.Max(dense.WorkspaceBytes, sparse.WorkspaceBytes);

    // The first phase has at least one tile, which records the choice.
    public int Tiles(int phase) => Math.Max(phase == 0 ? 1 : 0, Math.Max(dense.Tiles(phase), sparse.Tiles(phase)));

    public void Run(int phase, int tile, in ConvolutionGradientOperands operands, ref Scratch memory)
    {
        // Tiles of the first phase may run at once, so each of them looks for itself.
        bool isSparse = phase == 0 ? IsSparse(operands.OutputGradient) : *operands.Workspace != 0;
        if (phase == 0 && tile == 0) *operands.Workspace = isSparse ? (byte)1 : (byte)0;
        IConvolutionGradientPart chosen = isSparse ? sparse : dense;
        if (tile >= chosen.Tiles(phase)) return;
        ConvolutionGradientOperands own = operands;
        own.Workspace += HeaderBytes;
        chosen.Run(phase, tile, own, ref memory);
    }

    private bool IsSparse(float* dy)
    {
        int image = shape.OutputChannels * shape.OutputPositions, length = Math.Min(image, SampledElements), images = Math.Min(SampledImages, shape.Batch);
        long nonzeros = 0;
        for (int i = 0; i < images; i++)
        {
            // Elsewhere in each image, so that all channels have their turn.
            nint at = (nint)(i * (long)shape.Batch / images) * image + (nint)((image - length) * (long)i / Math.Max(1, images - 1));
            nonzeros += NonzeroList.CountIn(new ReadOnlySpan<float>(dy + at, length));
        }

        return nonzeros <= largestDensity * images * length;
    }
}
