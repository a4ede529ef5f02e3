using Frugal.Evaluation;
using Frugal.Runtime.OnnxRuntime;
using Frugal.Tensors;

namespace Frugal.Cli.Models;

/// <summary>Computes outputs with ONNX Runtime.</summary>
internal sealed class OnnxRuntimeRunner(OnnxRuntimeSession session, int output) : NetworkRunner
{
    public override string Name => "onnxruntime";

    public override int? FixedBatch => session.Inputs[0].Shape is { Rank: > 0 } shape && shape[0].IsNumber ? checked((int)shape[0].Number) : null;

    public override DenseTensor Run(DenseTensor input) => session.Run(input)[output];
}
