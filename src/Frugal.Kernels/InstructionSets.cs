using System.Runtime.Intrinsics.X86;
using V128 = System.Runtime.Intrinsics.Vector128;

namespace Frugal.Kernels;

/// <summary>Which instruction sets this processor has, and which one kernels use.</summary>
public static class InstructionSets
{
    /// <summary>The environment variable that forces a set: <c>scalar</c>, <c>vector128</c>, <c>avx2</c> or <c>avx512</c>.</summary>
    public const string EnvironmentVariable = "FRUGAL_ISA";

    /// <summary>The sets that this processor and runtime support, the least capable first.</summary>
    public static IReadOnlyList<InstructionSet> Supported { get; } =
        [.. Enum.GetValues<InstructionSet>().Where(IsSupported)];

    /// <summary>The set in use: the best supported one, or the one that <see cref="EnvironmentVariable"/> names.</summary>
    /// <exception cref="PlatformNotSupportedException">The variable names a set that is unknown or not supported here.</exception>
    public static InstructionSet Current => current ??= Choose(Environment.GetEnvironmentVariable(EnvironmentVariable));

    private static InstructionSet? current;

    /// <summary>Whether this processor and runtime can execute a set.</summary>
    public static bool IsSupported(InstructionSet set) => set switch
    {
        InstructionSet.Scalar => true,
        InstructionSet.Vector128 => V128.IsHardwareAccelerated,
        InstructionSet.Avx2 => Avx2.IsSupported && Fma.IsSupported,
        InstructionSet.Avx512 => Avx512F.IsSupported && Avx512F.VL.IsSupported && Avx512BW.IsSupported
            && Avx512DQ.IsSupported && Avx2.IsSupported && Fma.IsSupported,
        _ => false,
    };

    internal static InstructionSet Choose(string? requested)
    {
        if (string.IsNullOrEmpty(requested)) return Supported[^1];
        if (!Enum.TryParse(requested, ignoreCase: true, out InstructionSet set) || !Enum.IsDefined(set))
            throw new PlatformNotSupportedException(
                $"{EnvironmentVariable}={requested} is not one of scalar, vector128, avx2, avx512.");
        if (!IsSupported(set))
            throw new PlatformNotSupportedException(
                $"{EnvironmentVariable}={requested}, but this processor or runtime does not support it; supported: {string.Join(", ", Supported).ToLowerInvariant()}.");
        return set;
    }
}
