namespace Frugal.Graphs.Onnx;

/// <summary>How a network is written as an ONNX file.</summary>
public sealed record OnnxWriteOptions
{
    /// <summary>What is used when nothing else is said.</summary>
    public static OnnxWriteOptions Default { get; } = new();

    /// <summary>The ONNX operator set to write; null for the lowest that can hold the network and is not below the one it came in.</summary>
    public int? Opset { get; init; }

    /// <summary>Whether operators of Frugal's own domain may stand in the file, which then nothing but Frugal can run.</summary>
    public bool AllowFrugalDomain { get; init; }
}
