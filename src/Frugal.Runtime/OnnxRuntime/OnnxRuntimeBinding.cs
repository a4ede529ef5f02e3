using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Frugal.Tensors;

namespace Frugal.Runtime.OnnxRuntime;

/// <summary>
/// Inputs and outputs bound to memory of their own, for many runs with the same shapes. Not to be used by two threads at once; the session
/// must outlive it.
/// </summary>
public sealed unsafe class OnnxRuntimeBinding : IDisposable
{
    private readonly OnnxRuntimeSession session;
    private readonly OrtApi api = OnnxRuntimeLibrary.Api;
    private void** values; // the inputs', then the outputs'

    internal OnnxRuntimeBinding(OnnxRuntimeSession session, ReadOnlySpan<DenseTensor> inputs, DenseTensor[] outputs)
    {
        this.session = session;
        var copies = new DenseTensor[inputs.Length];
        for (int i = 0; i < copies.Length; i++) copies[i] = inputs[i].Copy();
        Inputs = copies;
        Outputs = outputs;
        values = (void**)NativeMemory.AllocZeroed((nuint)(copies.Length + outputs.Length) + 1, (nuint)sizeof(void*));
        for (int i = 0; i < copies.Length; i++) values[i] = Create(copies[i]);
        for (int i = 0; i < outputs.Length; i++) values[copies.Length + i] = Create(outputs[i]);
    }

    /// <summary>Frees what <see cref="Dispose"/> was not called for.</summary>
    ~OnnxRuntimeBinding() => Free();

    /// <summary>What the next run reads; may be written to between runs.</summary>
    public IReadOnlyList<DenseTensor> Inputs { get; }

    /// <summary>What the last run wrote.</summary>
    public IReadOnlyList<DenseTensor> Outputs { get; }

    /// <summary>Runs the network on <see cref="Inputs"/> and leaves the answers in <see cref="Outputs"/>; nothing is allocated on the managed side.</summary>
    /// <exception cref="OnnxRuntimeException">The run fails, for example because the shape of an output depends on the data and changed.</exception>
    public void Run()
    {
        ObjectDisposedException.ThrowIf(values is null, this);
        session.RunBound(values, values + Inputs.Count);
        GC.KeepAlive(this);
    }

    /// <summary>Frees the binding; the tensors stay.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    // Tensors made by copying or by ONNX Runtime's outputs are allocated pinned, so that the address stays right.
    private void* Create(DenseTensor tensor) => api.CreateTensor(
        (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.Bytes)), tensor.ByteCount, tensor.Shape.Dimensions, (int)tensor.Type);

    private void Free()
    {
        if (values is null) return;
        for (int i = 0; i < Inputs.Count + Outputs.Count; i++) api.ReleaseValue(values[i]);
        NativeMemory.Free(values);
        values = null;
    }
}
