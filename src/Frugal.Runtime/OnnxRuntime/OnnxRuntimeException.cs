namespace Frugal.Runtime.OnnxRuntime;

/// <summary>ONNX Runtime is missing, or refused something; the message is its own, with what was being done before it.</summary>
public sealed class OnnxRuntimeException : Exception
{
    /// <summary>An error with ONNX Runtime's code (<c>OrtErrorCode</c>), 0 when it did not come from there.</summary>
    public OnnxRuntimeException(string message, int code = 0) : base(message) => Code = code;

    /// <summary>ONNX Runtime's error code: 1 failure, 2 invalid argument, 3 no such file, 9 not implemented, 10 invalid graph, ...</summary>
    public int Code { get; }
}
