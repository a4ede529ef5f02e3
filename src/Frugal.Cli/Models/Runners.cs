using Frugal.Data;
using Frugal.Evaluation;
using Frugal.Graphs.Onnx;
using Frugal.Runtime;
using Frugal.Runtime.OnnxRuntime;

namespace Frugal.Cli.Models;

/// <summary>Makes what computes a network's answers.</summary>
internal static class Runners
{
    /// <summary>A runner of the runtime that <c>--runtime</c> names; null means Frugal's own.</summary>
    public static NetworkRunner Create(LoadedModel model, InputSpecification input, string? runtime, int? threads, SessionOptions? options = null)
    {
        int output = ModelOutput.Judged(model, input);
        return runtime == "onnxruntime"
            ? new OnnxRuntimeRunner(OnnxRuntime(model, threads), output)
            : new SessionRunner(Session.Create(model.Plain(), options), output);
    }

    /// <summary>The network in ONNX Runtime.</summary>
    public static OnnxRuntimeSession OnnxRuntime(LoadedModel model, int? threads)
    {
        var options = new OnnxRuntimeOptions { Threads = threads ?? Environment.ProcessorCount };
        return model.IsFrugal ? new OnnxRuntimeSession(OnnxFile.ToBytes(model.Plain()), options) : new OnnxRuntimeSession(model.Path, options);
    }
}
