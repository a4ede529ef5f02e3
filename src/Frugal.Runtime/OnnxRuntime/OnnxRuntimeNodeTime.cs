namespace Frugal.Runtime.OnnxRuntime;

/// <summary>The time of one node of the graph as ONNX Runtime has rewritten it.</summary>
/// <param name="Name">The name of the node; of a fused one ONNX Runtime's own.</param>
/// <param name="Operator">The operator.</param>
/// <param name="Milliseconds">Of one run, the fastest; ONNX Runtime counts whole microseconds.</param>
public sealed record OnnxRuntimeNodeTime(string Name, string Operator, double Milliseconds);
