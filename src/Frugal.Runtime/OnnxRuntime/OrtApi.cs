using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;

namespace Frugal.Runtime.OnnxRuntime;

/// <summary>
/// The functions of ONNX Runtime's C interface that are used here. They stand in a table that only grows: a slot that a version has brought
/// keeps its number for ever, so that asking for the table of version 17 works with every newer library.
/// </summary>
internal sealed unsafe class OrtApi
{
    private const uint TableVersion = 17;

    private const int LogErrors = 3; // ORT_LOGGING_LEVEL_ERROR

    // Positions in struct OrtApi of onnxruntime_c_api.h.
    private enum Slot
    {
        GetErrorCode = 1, GetErrorMessage = 2, CreateEnv = 3, DisableTelemetryEvents = 6, CreateSession = 7, CreateSessionFromArray = 8, Run = 9,
        CreateSessionOptions = 10, EnableProfiling = 14, SetSessionLogSeverityLevel = 22, SetSessionGraphOptimizationLevel = 23, SetIntraOpNumThreads = 24,
        SetInterOpNumThreads = 25, SessionGetInputCount = 30, SessionGetOutputCount = 31, SessionGetInputTypeInfo = 33,
        SessionGetOutputTypeInfo = 34, SessionGetInputName = 36, SessionGetOutputName = 37, CreateTensorWithDataAsOrtValue = 49,
        GetTensorMutableData = 51, CastTypeInfoToTensorInfo = 55, GetTensorElementType = 60, GetDimensionsCount = 61, GetDimensions = 62,
        GetSymbolicDimensions = 63, GetTensorTypeAndShape = 65, GetValueType = 67, CreateCpuMemoryInfo = 69, AllocatorFree = 76,
        GetAllocatorWithDefaultOptions = 78, ReleaseStatus = 93, ReleaseSession = 95, ReleaseValue = 96, ReleaseTypeInfo = 98,
        ReleaseTensorTypeAndShapeInfo = 99, ReleaseSessionOptions = 100, SessionEndProfiling = 110, AddSessionConfigEntry = 130,
    }

    private readonly void** table;
    private readonly void* environment;
    private readonly void* cpuMemory;
    private readonly void* allocator;

    private OrtApi(void** table)
    {
        this.table = table;
        environment = CreateEnvironment();
        void* created;
        Check(((delegate* unmanaged<int, int, void**, void*>)At(Slot.CreateCpuMemoryInfo))(1, 0, &created), "describing memory"); // an arena, the default kind
        cpuMemory = created;
        Check(((delegate* unmanaged<void**, void*>)At(Slot.GetAllocatorWithDefaultOptions))(&created), "getting an allocator");
        allocator = created;
    }

    /// <summary>Binds a loaded library; false, with its version or what is wrong, when it is too old or another library.</summary>
    public static bool TryBind(IntPtr library, [NotNullWhen(true)] out OrtApi? api, out string version)
    {
        api = null;
        version = "is no ONNX Runtime";
        if (!NativeLibrary.TryGetExport(library, "OrtGetApiBase", out IntPtr getBase)) return false;
        var apiBase = (void**)((delegate* unmanaged<void*>)getBase)();
        version = Text(((delegate* unmanaged<byte*>)apiBase[1])());
        var table = (void**)((delegate* unmanaged<uint, void*>)apiBase[0])(TableVersion);
        if (table is null) return false;
        api = new OrtApi(table);
        return true;
    }

    public void* CreateSession(string path, void* options)
    {
        // ORTCHAR_T: wide on Windows, UTF-8 elsewhere.
        IntPtr native = OperatingSystem.IsWindows() ? Marshal.StringToCoTaskMemUni(path) : Marshal.StringToCoTaskMemUTF8(path);
        try
        {
            void* session;
            Check(((delegate* unmanaged<void*, void*, void*, void**, void*>)At(Slot.CreateSession))(environment, (void*)native, options, &session), $"loading '{path}'");
            return session;
        }
        finally
        {
            Marshal.FreeCoTaskMem(native);
        }
    }

    public void* CreateSession(ReadOnlySpan<byte> model, void* options)
    {
        fixed (byte* bytes = model)
        {
            void* session;
            Check(((delegate* unmanaged<void*, void*, nuint, void*, void**, void*>)At(Slot.CreateSessionFromArray))(
                environment, bytes, (nuint)model.Length, options, &session), "loading a model from memory");
            return session;
        }
    }

    public void* CreateSessionOptions(OnnxRuntimeOptions options)
    {
        void* created;
        Check(((delegate* unmanaged<void**, void*>)At(Slot.CreateSessionOptions))(&created), "making session options");
        try
        {
            SetInt(Slot.SetSessionLogSeverityLevel, created, LogErrors);
            SetInt(Slot.SetSessionGraphOptimizationLevel, created, (int)options.Optimization);
            SetInt(Slot.SetIntraOpNumThreads, created, options.Threads);
            SetInt(Slot.SetInterOpNumThreads, created, 1);
            if (options.ProfilePrefix is { } prefix) EnableProfiling(created, prefix);
            foreach (var (key, value) in options.AllEntries()) AddConfigurationEntry(created, key, value);
            return created;
        }
        catch
        {
            ReleaseSessionOptions(created);
            throw;
        }
    }

    /// <summary>Ends profiling; the path of the file that was written.</summary>
    public string EndProfiling(void* session)
    {
        byte* path;
        Check(((delegate* unmanaged<void*, void*, byte**, void*>)At(Slot.SessionEndProfiling))(session, allocator, &path), "ending a profile");
        string text = Text(path);
        Check(((delegate* unmanaged<void*, void*, void*>)At(Slot.AllocatorFree))(allocator, path), "freeing a name");
        return text;
    }

    public int InputCount(void* session) => Count(Slot.SessionGetInputCount, session);

    public int OutputCount(void* session) => Count(Slot.SessionGetOutputCount, session);

    public string InputName(void* session, int index) => Name(Slot.SessionGetInputName, session, index);

    public string OutputName(void* session, int index) => Name(Slot.SessionGetOutputName, session, index);

    /// <summary>Type, extents (−1 for unknown ones) and symbols (empty where there is none) of an input; null when it is no tensor.</summary>
    public (int Type, long[] Extents, string[] Symbols)? InputType(void* session, int index) => TypeOf(Slot.SessionGetInputTypeInfo, session, index);

    /// <summary>The same of an output.</summary>
    public (int Type, long[] Extents, string[] Symbols)? OutputType(void* session, int index) => TypeOf(Slot.SessionGetOutputTypeInfo, session, index);

    /// <summary>A tensor over memory that must stay where it is as long as the value lives.</summary>
    public void* CreateTensor(byte* data, long bytes, ReadOnlySpan<int> shape, int type)
    {
        Span<long> extents = stackalloc long[shape.Length];
        for (int i = 0; i < shape.Length; i++) extents[i] = shape[i];
        fixed (long* dimensions = extents)
        {
            void* value;
            Check(((delegate* unmanaged<void*, void*, nuint, long*, nuint, int, void**, void*>)At(Slot.CreateTensorWithDataAsOrtValue))(
                cpuMemory, data, (nuint)bytes, dimensions, (nuint)shape.Length, type, &value), "making a tensor");
            return value;
        }
    }

    public bool IsTensor(void* value)
    {
        int kind;
        Check(((delegate* unmanaged<void*, int*, void*>)At(Slot.GetValueType))(value, &kind), "asking for the kind of a value");
        return kind == 1; // ONNX_TYPE_TENSOR
    }

    public (int Type, long[] Extents) TensorType(void* value)
    {
        void* info;
        Check(((delegate* unmanaged<void*, void**, void*>)At(Slot.GetTensorTypeAndShape))(value, &info), "asking for a tensor's shape");
        try
        {
            var (type, extents, _) = Describe(info, withSymbols: false);
            return (type, extents);
        }
        finally
        {
            ((delegate* unmanaged<void*, void>)At(Slot.ReleaseTensorTypeAndShapeInfo))(info);
        }
    }

    public byte* TensorData(void* value)
    {
        void* data;
        Check(((delegate* unmanaged<void*, void**, void*>)At(Slot.GetTensorMutableData))(value, &data), "asking for a tensor's elements");
        return (byte*)data;
    }

    /// <summary>Runs a session; outputs that are null are made by ONNX Runtime. Allocates nothing on the managed side.</summary>
    public void Run(void* session, byte** inputNames, void** inputs, int inputCount, byte** outputNames, int outputCount, void** outputs) =>
        Check(((delegate* unmanaged<void*, void*, byte**, void**, nuint, byte**, nuint, void**, void*>)At(Slot.Run))(
            session, null, inputNames, inputs, (nuint)inputCount, outputNames, (nuint)outputCount, outputs), "running the network");

    public void ReleaseSession(void* session) => Release(Slot.ReleaseSession, session);

    public void ReleaseSessionOptions(void* options) => Release(Slot.ReleaseSessionOptions, options);

    public void ReleaseValue(void* value) => Release(Slot.ReleaseValue, value);

    private void* CreateEnvironment()
    {
        void* created;
        ReadOnlySpan<byte> name = "frugal\0"u8;
        fixed (byte* identifier = name)
            Check(((delegate* unmanaged<int, byte*, void**, void*>)At(Slot.CreateEnv))(LogErrors, identifier, &created), "starting");
        Check(((delegate* unmanaged<void*, void*>)At(Slot.DisableTelemetryEvents))(created), "switching telemetry off");
        return created;
    }

    private void* At(Slot slot) => table[(int)slot];

    private void Release(Slot slot, void* pointer)
    {
        if (pointer is not null) ((delegate* unmanaged<void*, void>)At(slot))(pointer);
    }

    private void SetInt(Slot slot, void* options, int value) =>
        Check(((delegate* unmanaged<void*, int, void*>)At(slot))(options, value), $"setting {slot} to {value}");

    private void EnableProfiling(void* options, string prefix)
    {
        IntPtr native = OperatingSystem.IsWindows() ? Marshal.StringToCoTaskMemUni(prefix) : Marshal.StringToCoTaskMemUTF8(prefix);
        try
        {
            Check(((delegate* unmanaged<void*, void*, void*>)At(Slot.EnableProfiling))(options, (void*)native), "beginning a profile");
        }
        finally
        {
            Marshal.FreeCoTaskMem(native);
        }
    }

    private void AddConfigurationEntry(void* options, string key, string value)
    {
        fixed (byte* k = Encoding.UTF8.GetBytes(key + '\0'), v = Encoding.UTF8.GetBytes(value + '\0'))
            Check(((delegate* unmanaged<void*, byte*, byte*, void*>)At(Slot.AddSessionConfigEntry))(options, k, v), $"setting {key}");
    }

    private int Count(Slot slot, void* session)
    {
        nuint count;
        Check(((delegate* unmanaged<void*, nuint*, void*>)At(slot))(session, &count), "counting inputs and outputs");
        return (int)count;
    }

    private string Name(Slot slot, void* session, int index)
    {
        byte* name;
        Check(((delegate* unmanaged<void*, nuint, void*, byte**, void*>)At(slot))(session, (nuint)index, allocator, &name), "asking for a name");
        string text = Text(name);
        Check(((delegate* unmanaged<void*, void*, void*>)At(Slot.AllocatorFree))(allocator, name), "freeing a name");
        return text;
    }

    private (int, long[], string[])? TypeOf(Slot slot, void* session, int index)
    {
        void* info;
        Check(((delegate* unmanaged<void*, nuint, void**, void*>)At(slot))(session, (nuint)index, &info), "asking for a type");
        try
        {
            void* tensor;
            Check(((delegate* unmanaged<void*, void**, void*>)At(Slot.CastTypeInfoToTensorInfo))(info, &tensor), "asking for a type");
            return tensor is null ? null : Describe(tensor, withSymbols: true);
        }
        finally
        {
            Release(Slot.ReleaseTypeInfo, info);
        }
    }

    private (int Type, long[] Extents, string[] Symbols) Describe(void* info, bool withSymbols)
    {
        int type;
        nuint rank;
        Check(((delegate* unmanaged<void*, int*, void*>)At(Slot.GetTensorElementType))(info, &type), "asking for an element type");
        Check(((delegate* unmanaged<void*, nuint*, void*>)At(Slot.GetDimensionsCount))(info, &rank), "asking for a rank");
        var extents = new long[(int)rank];
        var symbols = new string[withSymbols ? (int)rank : 0];
        fixed (long* dimensions = extents)
            Check(((delegate* unmanaged<void*, long*, nuint, void*>)At(Slot.GetDimensions))(info, dimensions, rank), "asking for a shape");
        byte** names = stackalloc byte*[symbols.Length];
        if (symbols.Length > 0)
            Check(((delegate* unmanaged<void*, byte**, nuint, void*>)At(Slot.GetSymbolicDimensions))(info, names, rank), "asking for symbols");
        for (int i = 0; i < symbols.Length; i++) symbols[i] = Text(names[i]);
        return (type, extents, symbols);
    }

    private void Check(void* status, string action)
    {
        if (status is null) return;
        int code = ((delegate* unmanaged<void*, int>)At(Slot.GetErrorCode))(status);
        string message = Text(((delegate* unmanaged<void*, byte*>)At(Slot.GetErrorMessage))(status));
        ((delegate* unmanaged<void*, void>)At(Slot.ReleaseStatus))(status);
        throw new OnnxRuntimeException($"ONNX Runtime failed at {action}: {message}", code);
    }

    private static string Text(byte* text) => text is null ? "" : Marshal.PtrToStringUTF8((IntPtr)text) ?? "";
}
