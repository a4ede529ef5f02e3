namespace Frugal.Graphs.Onnx;

/// <summary>What was written.</summary>
/// <param name="Opset">The ONNX operator set; 0 when the network uses none of its operators.</param>
/// <param name="IrVersion">The version of the file format.</param>
/// <param name="Bytes">The size of the file.</param>
/// <param name="Notes">What differs from the file that the network came in, each a sentence; empty when nothing does.</param>
public sealed record OnnxWriteResult(int Opset, int IrVersion, long Bytes, IReadOnlyList<string> Notes);
