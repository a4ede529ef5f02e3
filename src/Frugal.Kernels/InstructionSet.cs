namespace Frugal.Kernels;

/// <summary>The instruction sets that kernels are written for, the least capable first.</summary>
public enum InstructionSet
{
    /// <summary>Plain C#, no vectors.</summary>
    Scalar,
    /// <summary>128-bit vectors: SSE on x86-64, NEON on Arm64.</summary>
    Vector128,
    /// <summary>AVX2 with FMA: 256-bit vectors.</summary>
    Avx2,
    /// <summary>AVX-512 F, BW, DQ and VL: 512-bit vectors and masks.</summary>
    Avx512,
}
