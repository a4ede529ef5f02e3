using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Tensors;

namespace Frugal.Runtime.OnnxRuntime;

/// <summary>A network in ONNX Runtime with fixed inputs and outputs bound beforehand, to be timed. Its threads stop spinning after each run.</summary>
public sealed class OnnxRuntimeEngine : TimedEngine, IDisposable
{
    private readonly OnnxRuntimeSession session;
    private readonly OnnxRuntimeBinding binding;

    /// <summary>Loads a network, which must be standard ONNX.</summary>
    /// <param name="name">What it is, for tables.</param>
    /// <param name="network">The network.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="threads">How many threads it may work with.</param>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime is not installed or refuses the network.</exception>
    public OnnxRuntimeEngine(string name, Network network, DenseTensor[] inputs, int threads)
        : this(name, new OnnxRuntimeSession(OnnxFile.ToBytes(network), Options(threads)), inputs) { }

    /// <summary>Loads the bytes of an ONNX file.</summary>
    /// <inheritdoc cref="OnnxRuntimeEngine(string, Network, DenseTensor[], int)"/>
    public OnnxRuntimeEngine(string name, byte[] model, DenseTensor[] inputs, int threads)
        : this(name, new OnnxRuntimeSession(model, Options(threads)), inputs) { }

    /// <summary>Loads an ONNX file.</summary>
    /// <param name="name">What it is, for tables.</param>
    /// <param name="path">The file.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="threads">How many threads it may work with.</param>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime is not installed or refuses the network.</exception>
    public OnnxRuntimeEngine(string name, string path, DenseTensor[] inputs, int threads)
        : this(name, new OnnxRuntimeSession(path, Options(threads)), inputs) { }

    private OnnxRuntimeEngine(string name, OnnxRuntimeSession session, DenseTensor[] inputs)
    {
        Name = name;
        this.session = session;
        binding = session.Bind(inputs);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override void Run() => binding.Run();

    /// <summary>Does nothing: <c>session.force_spinning_stop</c> has put the threads to sleep already.</summary>
    public override void Park() { }

    /// <inheritdoc/>
    public void Dispose()
    {
        binding.Dispose();
        session.Dispose();
    }

    private static OnnxRuntimeOptions Options(int threads) => new() { Threads = threads, ForceSpinningStop = true };
}
