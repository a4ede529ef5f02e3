namespace Frugal.Graphs.Onnx;

/// <summary>A part of the bytes of an <see cref="OnnxSource"/>.</summary>
internal readonly record struct ByteRange(int Start, int Length);
