using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>The argument checks of the public kernels: made once a call, so that inner loops need none.</summary>
internal static class Require
{
    public static void Length(int actual, long expected, [CallerArgumentExpression(nameof(actual))] string name = "")
    {
        if (actual != expected) ThrowLength(name, actual, expected);
    }

    public static void AtLeast(int actual, long expected, [CallerArgumentExpression(nameof(actual))] string name = "")
    {
        if (actual < expected) ThrowLength(name, actual, expected);
    }

    public static void That(bool condition, string message)
    {
        if (!condition) Throw(message);
    }

    [DoesNotReturn]
    private static void ThrowLength(string name, int actual, long expected) =>
        throw new ArgumentException($"{name} is {actual}, but the shapes need {expected}; pass spans of the sizes that the shapes give.");

    [DoesNotReturn]
    private static void Throw(string message) => throw new ArgumentException(message);
}
