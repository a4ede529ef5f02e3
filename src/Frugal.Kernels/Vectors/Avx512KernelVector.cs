using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Frugal.Kernels;

/// <summary>Sixteen floats with AVX-512. Masked accesses go by halves of eight, which AVX2 can do: they stand at edges only.</summary>
internal unsafe struct Avx512KernelVector : IKernelVector<Vector512<float>>
{
    public static int Width
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 16;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadFirst(float* source, int count) => Vector512.Create(
        Avx2KernelVector.LoadFirst(source, count), Avx2KernelVector.LoadFirst(source + 8, count - 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadMasked(float* source, uint bits) => Vector512.Create(
        Avx2KernelVector.LoadMasked(source, bits), Avx2KernelVector.LoadMasked(source + 8, bits >> 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* target, Vector512<float> value) => value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(float* target, Vector512<float> value, int count)
    {
        Avx2KernelVector.StoreFirst(target, value.GetLower(), count);
        Avx2KernelVector.StoreFirst(target + 8, value.GetUpper(), count - 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(float* memory) => Sse.Prefetch0(memory);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Broadcast(float value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> x, Vector512<float> y) => Avx512F.Add(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Multiply(Vector512<float> x, Vector512<float> y) => Avx512F.Multiply(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> x, Vector512<float> y, Vector512<float> z) => Avx512F.FusedMultiplyAdd(x, y, z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Or(Vector512<float> x, Vector512<float> y) => x | y;

    // VMAXPS and VMINPS return their second operand when one is NaN: so x comes second.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> AtLeast(Vector512<float> x, Vector512<float> low) => Avx512F.Max(low, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> AtMost(Vector512<float> x, Vector512<float> high) => Avx512F.Min(high, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Leaky(Vector512<float> x, Vector512<float> slope) =>
        Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<float>.Zero), slope * x, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector512<float> x) => Avx2KernelVector.Sum(x.GetLower() + x.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Even(Vector512<float> first, Vector512<float> second) => Vector512.Create(
        Avx2KernelVector.Even(first.GetLower(), first.GetUpper()), Avx2KernelVector.Even(second.GetLower(), second.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Subtract(Vector512<float> x, Vector512<float> y) => x - y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Odd(Vector512<float> first, Vector512<float> second) => Vector512.Create(
        Avx2KernelVector.Odd(first.GetLower(), first.GetUpper()), Avx2KernelVector.Odd(second.GetLower(), second.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ZipLow(Vector512<float> x, Vector512<float> y) => Vector512.Create(
        Avx2KernelVector.ZipLow(x.GetLower(), y.GetLower()), Avx2KernelVector.ZipHigh(x.GetLower(), y.GetLower()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ZipHigh(Vector512<float> x, Vector512<float> y) => Vector512.Create(
        Avx2KernelVector.ZipLow(x.GetUpper(), y.GetUpper()), Avx2KernelVector.ZipHigh(x.GetUpper(), y.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(float* source, nint sourceStride, float* target, nint targetStride)
    {
        Avx2KernelVector.Transpose(source, sourceStride, target, targetStride);
        Avx2KernelVector.Transpose(source + 8, sourceStride, target + 8 * targetStride, targetStride);
        Avx2KernelVector.Transpose(source + 8 * sourceStride, sourceStride, target + 8, targetStride);
        Avx2KernelVector.Transpose(source + 8 * sourceStride + 8, sourceStride, target + 8 * targetStride + 8, targetStride);
    }
}
