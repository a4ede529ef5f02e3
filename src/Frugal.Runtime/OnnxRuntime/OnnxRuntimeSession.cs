using System.Runtime.InteropServices;
using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Runtime.OnnxRuntime;

/// <summary>A network loaded into ONNX Runtime, on the CPU. Runs may come from many threads at once.</summary>
public sealed unsafe class OnnxRuntimeSession : IDisposable
{
    private readonly OrtApi api = OnnxRuntimeLibrary.Api;
    private readonly byte** inputNames;
    private readonly byte** outputNames;
    private void* session;

    /// <summary>Loads an ONNX file.</summary>
    /// <exception cref="OnnxRuntimeException">There is no ONNX Runtime, or it refuses the model.</exception>
    public OnnxRuntimeSession(string path, OnnxRuntimeOptions? options = null) : this(options, (api, native) => (IntPtr)api.CreateSession(path, (void*)native)) { }

    /// <summary>Loads the bytes of an ONNX file, such as <see cref="Frugal.Graphs.Onnx.OnnxFile.ToBytes"/> gives.</summary>
    /// <exception cref="OnnxRuntimeException">There is no ONNX Runtime, or it refuses the model.</exception>
    public OnnxRuntimeSession(byte[] model, OnnxRuntimeOptions? options = null) : this(options, (api, native) => (IntPtr)api.CreateSession(model, (void*)native)) { }

    private OnnxRuntimeSession(OnnxRuntimeOptions? options, Func<OrtApi, IntPtr, IntPtr> create)
    {
        void* native = api.CreateSessionOptions(options ?? OnnxRuntimeOptions.Default);
        try
        {
            session = (void*)create(api, (IntPtr)native);
        }
        finally
        {
            api.ReleaseSessionOptions(native);
        }
        Inputs = [.. Enumerable.Range(0, api.InputCount(session)).Select(i => Value(api.InputName(session, i), api.InputType(session, i)))];
        Outputs = [.. Enumerable.Range(0, api.OutputCount(session)).Select(i => Value(api.OutputName(session, i), api.OutputType(session, i)))];
        inputNames = NativeNames(Inputs);
        outputNames = NativeNames(Outputs);
    }

    /// <summary>Frees what <see cref="Dispose"/> was not called for.</summary>
    ~OnnxRuntimeSession() => Free();

    /// <summary>The inputs in the order in which <see cref="Run"/> takes them.</summary>
    public IReadOnlyList<OnnxRuntimeValue> Inputs { get; }

    /// <summary>The outputs in the order in which <see cref="Run"/> gives them.</summary>
    public IReadOnlyList<OnnxRuntimeValue> Outputs { get; }

    /// <summary>Runs the network once.</summary>
    /// <param name="inputs">One tensor for each input; not changed.</param>
    /// <returns>One new tensor for each output.</returns>
    /// <exception cref="OnnxRuntimeException">The inputs do not fit, or the run fails.</exception>
    /// <exception cref="NotSupportedException">An output is no tensor, or a tensor of a type that Frugal does not have.</exception>
    public DenseTensor[] Run(params ReadOnlySpan<DenseTensor> inputs)
    {
        CheckInputs(inputs);
        void** values = stackalloc void*[inputs.Length];
        return RunPinned(inputs, 0, values);
    }

    /// <summary>
    /// Prepares many runs with the same shapes: inputs and outputs get memory of their own, and a run then allocates nothing.
    /// </summary>
    /// <param name="inputs">One tensor for each input; their contents are copied.</param>
    public OnnxRuntimeBinding Bind(params ReadOnlySpan<DenseTensor> inputs) => new(this, inputs, Run(inputs));

    /// <summary>Ends the profile that <see cref="OnnxRuntimeOptions.ProfilePrefix"/> began; the path of its file.</summary>
    /// <exception cref="OnnxRuntimeException">No profile was begun.</exception>
    public string EndProfiling()
    {
        ObjectDisposedException.ThrowIf(session is null, this);
        return api.EndProfiling(session);
    }

    /// <summary>Frees the session.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    internal void CheckInputs(ReadOnlySpan<DenseTensor> inputs)
    {
        ObjectDisposedException.ThrowIf(session is null, this);
        if (inputs.Length != Inputs.Count)
            throw new OnnxRuntimeException($"The network has {Inputs.Count} inputs ({string.Join(", ", Inputs.Select(i => i.Name))}); {inputs.Length} tensors were given.");
    }

    internal void RunBound(void** inputs, void** outputs)
    {
        ObjectDisposedException.ThrowIf(session is null, this);
        api.Run(session, inputNames, inputs, Inputs.Count, outputNames, Outputs.Count, outputs);
        GC.KeepAlive(this);
    }

    // One level of recursion an input, because a pin lasts as long as its block.
    private DenseTensor[] RunPinned(ReadOnlySpan<DenseTensor> inputs, int index, void** values)
    {
        if (index == inputs.Length) return RunAndCopy(values);
        DenseTensor input = inputs[index];
        if (input.Type == ElementType.String) throw new NotSupportedException($"The input '{Inputs[index].Name}' is a tensor of texts, which cannot be handed to ONNX Runtime here.");
        byte nothing = 0;
        fixed (byte* pinned = input.Bytes)
        {
            values[index] = api.CreateTensor(pinned is null ? &nothing : pinned, input.ByteCount, input.Shape.Dimensions, (int)input.Type);
            try
            {
                return RunPinned(inputs, index + 1, values);
            }
            finally
            {
                api.ReleaseValue(values[index]);
            }
        }
    }

    private DenseTensor[] RunAndCopy(void** inputs)
    {
        void** outputs = stackalloc void*[Outputs.Count];
        for (int i = 0; i < Outputs.Count; i++) outputs[i] = null;
        RunBound(inputs, outputs);
        try
        {
            var tensors = new DenseTensor[Outputs.Count];
            for (int i = 0; i < tensors.Length; i++) tensors[i] = Copy(outputs[i], Outputs[i].Name);
            return tensors;
        }
        finally
        {
            for (int i = 0; i < Outputs.Count; i++) api.ReleaseValue(outputs[i]);
        }
    }

    private DenseTensor Copy(void* value, string name)
    {
        if (value is null || !api.IsTensor(value)) throw new NotSupportedException($"The output '{name}' is no tensor.");
        var (type, extents) = api.TensorType(value);
        if (!Enum.IsDefined((ElementType)type) || type == (int)ElementType.String)
            throw new NotSupportedException($"The output '{name}' has elements of ONNX type {type}, which cannot be read here.");
        var tensor = DenseTensor.Zeros((ElementType)type, new Shape(Array.ConvertAll(extents, e => checked((int)e))));
        if (tensor.ByteCount > 0) new ReadOnlySpan<byte>(api.TensorData(value), tensor.ByteCount).CopyTo(tensor.Bytes);
        return tensor;
    }

    private static OnnxRuntimeValue Value(string name, (int Type, long[] Extents, string[] Symbols)? description)
    {
        if (description is not { } known) return new OnnxRuntimeValue(name, ElementType.Undefined, null);
        var type = (ElementType)known.Type;
        Dimension[] dimensions = [.. known.Extents.Zip(known.Symbols, (extent, symbol) =>
            extent >= 0 ? extent : symbol.Length > 0 ? Dimension.Named(symbol) : Dimension.Unknown)];
        return new OnnxRuntimeValue(name, Enum.IsDefined(type) ? type : ElementType.Undefined, new SymbolicShape(dimensions));
    }

    private static byte** NativeNames(IReadOnlyList<OnnxRuntimeValue> values)
    {
        var names = (byte**)NativeMemory.AllocZeroed((nuint)values.Count + 1, (nuint)sizeof(byte*));
        for (int i = 0; i < values.Count; i++) names[i] = (byte*)Marshal.StringToCoTaskMemUTF8(values[i].Name);
        return names;
    }

    private void Free()
    {
        if (session is null) return;
        api.ReleaseSession(session);
        session = null;
        FreeNames(inputNames);
        FreeNames(outputNames);
    }

    private static void FreeNames(byte** names)
    {
        if (names is null) return;
        for (int i = 0; names[i] is not null; i++) Marshal.FreeCoTaskMem((IntPtr)names[i]);
        NativeMemory.Free(names);
    }
}
