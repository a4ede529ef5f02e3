namespace Frugal.Kernels;

/// <summary>
/// The few operations on <see cref="Width"/> floats that the GEMM and convolution loops are written over, once for every instruction set.
/// Implementations are empty structs; the JIT compiles each loop for each of them.
/// </summary>
internal unsafe interface IKernelVector<V> where V : struct
{
    /// <summary>Floats in a vector; a power of two, at most 16.</summary>
    static abstract int Width { get; }

    static abstract V Load(float* source);

    /// <summary>The first <paramref name="count"/> (1…Width) floats, the rest 0; memory beyond them is not touched.</summary>
    static abstract V LoadFirst(float* source, int count);

    /// <summary>The floats whose bit is set, 0 elsewhere; memory of the others is not touched.</summary>
    static abstract V LoadMasked(float* source, uint bits);

    static abstract void Store(float* target, V value);

    static abstract void StoreFirst(float* target, V value, int count);

    /// <summary>A hint that the memory will be written soon; nothing where the set has no such instruction.</summary>
    static abstract void Prefetch(float* memory);

    static abstract V Broadcast(float value);

    static abstract V Add(V x, V y);

    static abstract V Subtract(V x, V y);

    static abstract V Multiply(V x, V y);

    /// <summary>x · y + z, fused where the set has it.</summary>
    static abstract V MultiplyAdd(V x, V y, V z);

    /// <summary>x or y where the other is +0 in every bit.</summary>
    static abstract V Or(V x, V y);

    /// <summary>x where x ≥ low or x is NaN, else low.</summary>
    static abstract V AtLeast(V x, V low);

    /// <summary>x where x ≤ high or x is NaN, else high.</summary>
    static abstract V AtMost(V x, V high);

    /// <summary>x where x is not below 0, else slope · x.</summary>
    static abstract V Leaky(V x, V slope);

    /// <summary>The sum of the lanes in a fixed order.</summary>
    static abstract float Sum(V x);

    /// <summary>Every second float of two neighbouring vectors, starting with the first.</summary>
    static abstract V Even(V first, V second);

    /// <summary>Every second float of two neighbouring vectors, starting with the second.</summary>
    static abstract V Odd(V first, V second);

    /// <summary>The lower half of x₀ y₀ x₁ y₁ …</summary>
    static abstract V ZipLow(V x, V y);

    /// <summary>The upper half of x₀ y₀ x₁ y₁ …</summary>
    static abstract V ZipHigh(V x, V y);

    /// <summary>Transposes Width × Width floats: target[j, i] = source[i, j], strides in floats.</summary>
    static abstract void Transpose(float* source, nint sourceStride, float* target, nint targetStride);
}
