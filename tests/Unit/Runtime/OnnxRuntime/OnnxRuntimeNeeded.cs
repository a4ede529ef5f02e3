using Frugal.Runtime.OnnxRuntime;
using Xunit;

namespace Frugal.Tests.Runtime.OnnxRuntime;

internal static class OnnxRuntimeNeeded
{
    /// <summary>Skips the calling test when ONNX Runtime is not on this machine.</summary>
    public static void OrSkip()
    {
        if (!OnnxRuntimeLibrary.TryFind(out _, out string? reason)) Assert.Skip(reason);
    }
}
