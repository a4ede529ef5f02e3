namespace Frugal.Graphs.Onnx;

/// <summary>Which versions of ONNX are read and written, and which belong together.</summary>
internal static class OnnxVersions
{
    public const int MinimumOpset = 1, MinimumWrittenOpset = 7, MaximumOpset = 26, MinimumIr = 3, MaximumIr = 13;

    /// <summary>From this IR version on, initializers need not be listed among the inputs.</summary>
    public const int IrWithFreeInitializers = 4;

    /// <summary>The IR version that brought local functions.</summary>
    public const int IrWithFunctions = 8;

    /// <summary>The IR version that brought 4-bit integers.</summary>
    public const int IrWithInt4 = 10;

    /// <summary>The operator set that brought 4-bit integers.</summary>
    public const int OpsetWithInt4 = 21;

    // The release table of ONNX (docs/Versioning.md there): the first operator set that was released with each IR version.
    private static readonly (int Opset, int Ir)[] Releases = [(25, 13), (24, 12), (23, 11), (21, 10), (19, 9), (15, 8), (12, 7), (11, 6), (10, 5), (9, 4)];

    /// <summary>The IR version with which an operator set was released.</summary>
    public static int IrOf(int opset)
    {
        foreach (var (first, ir) in Releases)
            if (opset >= first) return ir;
        return MinimumIr;
    }
}
