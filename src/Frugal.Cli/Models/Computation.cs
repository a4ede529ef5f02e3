using Frugal.Runtime;
using Frugal.Runtime.OnnxRuntime;
using Frugal.Tensors;

namespace Frugal.Cli.Models;

/// <summary>Computes all outputs of a network in either runtime.</summary>
internal static class Computation
{
    /// <summary>A function from inputs to outputs, both in the network's order.</summary>
    public static Func<DenseTensor[], DenseTensor[]> Of(LoadedModel model, string? runtime, int? threads, SessionOptions? options = null, CancellationToken cancellation = default)
    {
        if (runtime == "onnxruntime")
        {
            OnnxRuntimeSession session = Runners.OnnxRuntime(model, threads);
            return inputs => session.Run(inputs);
        }
        Session own = Session.Create(model.Plain(), options);
        return inputs => own.Run(inputs, cancellation);
    }
}
