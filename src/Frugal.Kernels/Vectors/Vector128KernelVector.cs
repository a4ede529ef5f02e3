using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Frugal.Kernels;

/// <summary>Four floats: NEON with fused multiply-add on Arm64, SSE with separate multiply and add on x86-64.</summary>
internal unsafe struct Vector128KernelVector : IKernelVector<Vector128<float>>
{
    public static int Width
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 4;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load(float* source) => Vector128.Load(source);

    public static Vector128<float> LoadFirst(float* source, int count)
    {
        float* lanes = stackalloc float[4];
        for (int i = 0; i < count; i++) lanes[i] = source[i];
        for (int i = count; i < 4; i++) lanes[i] = 0;
        return Vector128.Load(lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> LoadMasked(float* source, uint bits) =>
        (bits & 15) == 15 ? Vector128.Load(source) : LoadLanes(source, bits);

    private static Vector128<float> LoadLanes(float* source, uint bits) => Vector128.Create(
        (bits & 1) != 0 ? source[0] : 0, (bits & 2) != 0 ? source[1] : 0,
        (bits & 4) != 0 ? source[2] : 0, (bits & 8) != 0 ? source[3] : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* target, Vector128<float> value) => value.Store(target);

    public static void StoreFirst(float* target, Vector128<float> value, int count)
    {
        float* lanes = stackalloc float[4];
        value.Store(lanes);
        for (int i = 0; i < count; i++) target[i] = lanes[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(float* memory)
    {
        if (Sse.IsSupported) Sse.Prefetch0(memory);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Broadcast(float value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Add(Vector128<float> x, Vector128<float> y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Multiply(Vector128<float> x, Vector128<float> y) => x * y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAdd(Vector128<float> x, Vector128<float> y, Vector128<float> z) =>
        AdvSimd.IsSupported ? AdvSimd.FusedMultiplyAdd(z, x, y) : x * y + z;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Or(Vector128<float> x, Vector128<float> y) => x | y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> AtLeast(Vector128<float> x, Vector128<float> low) =>
        Vector128.ConditionalSelect(Vector128.LessThan(x, low), low, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> AtMost(Vector128<float> x, Vector128<float> high) =>
        Vector128.ConditionalSelect(Vector128.GreaterThan(x, high), high, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Leaky(Vector128<float> x, Vector128<float> slope) =>
        Vector128.ConditionalSelect(Vector128.LessThan(x, Vector128<float>.Zero), slope * x, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector128<float> x) =>
        (x.GetElement(0) + x.GetElement(2)) + (x.GetElement(1) + x.GetElement(3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Even(Vector128<float> first, Vector128<float> second) =>
        Vector128.Create(first.GetElement(0), first.GetElement(2), second.GetElement(0), second.GetElement(2));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Subtract(Vector128<float> x, Vector128<float> y) => x - y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Odd(Vector128<float> first, Vector128<float> second) => 
        Vector128.Create(first.GetElement(1), first.GetElement(3), second.GetElement(1), second.GetElement(3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ZipLow(Vector128<float> x, Vector128<float> y) => 
        Vector128.Create(x.GetElement(0), y.GetElement(0), x.GetElement(1), y.GetElement(1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ZipHigh(Vector128<float> x, Vector128<float> y) => 
        Vector128.Create(x.GetElement(2), y.GetElement(2), x.GetElement(3), y.GetElement(3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(float* source, nint sourceStride, float* target, nint targetStride)
    {
        for (int i = 0; i < 4; i++)
        {
            float* s = source + i * sourceStride;
            target[i] = s[0];
            target[targetStride + i] = s[1];
            target[2 * targetStride + i] = s[2];
            target[3 * targetStride + i] = s[3];
        }
    }
}
