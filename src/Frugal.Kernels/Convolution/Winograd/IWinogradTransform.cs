namespace Frugal.Kernels;

/// <summary>
/// One dimension of Winograd's convolution F(<see cref="Outputs"/>, 3): vectors of inputs to vectors of points, and of points to outputs. The formulas are those of
/// <see cref="CookToom"/> for the same points, with common terms taken once.
/// </summary>
internal unsafe interface IWinogradTransform<V, O>
    where V : struct
    where O : struct, IKernelVector<V>
{
    /// <summary>Outputs of a tile, m.</summary>
    static abstract int Outputs { get; }

    /// <summary>to = Bᵀ · from: m + 2 vectors.</summary>
    /// <param name="from">The first m vectors.</param>
    /// <param name="step">Floats from a vector to the next.</param>
    /// <param name="last">The last two, at the same distance from each other.</param>
    /// <param name="to">Receives m + 2 vectors.</param>
    /// <param name="toStep">Floats from a vector to the next there.</param>
    static abstract void Data(float* from, nint step, float* last, float* to, nint toStep);

    /// <summary>to = Aᵀ · from: m + 2 vectors to m.</summary>
    static abstract void Output(float* from, nint step, float* to, nint toStep);
}
