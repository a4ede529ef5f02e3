namespace Frugal.Kernels;

/// <summary>The kernels of <see cref="WinogradKernel{V, O, T}"/> for one instruction set and size of tiles.</summary>
internal readonly unsafe struct WinogradKernels
{
    public required delegate*<float*, int, int, float*, int, float*, nint, void> Sort { get; init; }

    public required delegate*<float*, nint, nint, float*, float*, nint, void> Data { get; init; }

    public required delegate*<float*, nint, float*, float*, void> Output { get; init; }

    public required delegate*<float*, float*, TileTarget*, int, int, void> Write { get; init; }

    public static WinogradKernels Of<V, O, T>()
        where V : struct
        where O : struct, IKernelVector<V>
        where T : struct, IWinogradTransform<V, O> => new()
    {
        Sort = &WinogradKernel<V, O, T>.Sort,
        Data = &WinogradKernel<V, O, T>.Data,
        Output = &WinogradKernel<V, O, T>.Output,
        Write = &WinogradKernel<V, O, T>.Write,
    };
}
