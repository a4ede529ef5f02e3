using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>One float at a time, without fused operations.</summary>
internal unsafe struct ScalarKernelVector : IKernelVector<float>
{
    public static int Width
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Load(float* source) => *source;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float LoadFirst(float* source, int count) => *source;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float LoadMasked(float* source, uint bits) => (bits & 1) != 0 ? *source : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* target, float value) => *target = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(float* target, float value, int count) => *target = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(float* memory)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Broadcast(float value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Add(float x, float y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Multiply(float x, float y) => x * y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MultiplyAdd(float x, float y, float z) => x * y + z;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Or(float x, float y) =>
        BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(x) | BitConverter.SingleToUInt32Bits(y));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float AtLeast(float x, float low) => x < low ? low : x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float AtMost(float x, float high) => x > high ? high : x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Leaky(float x, float slope) => x < 0 ? slope * x : x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(float x) => x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Even(float first, float second) => first;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Subtract(float x, float y) => x - y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Odd(float first, float second) => second;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ZipLow(float x, float y) => x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ZipHigh(float x, float y) => y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(float* source, nint sourceStride, float* target, nint targetStride) => *target = *source;
}
