using Frugal.Evaluation;
using Frugal.Runtime.OnnxRuntime;
using Frugal.Tensors;

namespace Frugal.Cli.Models;

/// <summary>Computes outputs with ONNX Runtime.</summary>
internal sealed class OnnxRuntimeRunner(OnnxRuntimeSession session, int output) : NetworkRunner
{
    public override string Name => "onnxruntime";

    public override DenseTensor Run(DenseTensor input) => session.Run(input)[output];
}
