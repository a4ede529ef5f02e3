namespace Frugal.Kernels;

/// <summary>A way to compute a convolution that has outputs.</summary>
internal unsafe interface IConvolutionMethod
{
    int Tiles { get; }

    long ScratchBytes { get; }

    /// <summary>The number of packed weights.</summary>
    long PackedFloats { get; }

    /// <summary>What profiles call it.</summary>
    string Name { get; }

    /// <summary>Brings weights into the order that <see cref="Run"/> reads when they are constant.</summary>
    void PackWeights(float* weights, float* packed);

    void Run(int tile, in ConvolutionOperands operands, ref Scratch memory);
}
