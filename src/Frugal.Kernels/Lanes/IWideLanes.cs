namespace Frugal.Kernels;

/// <summary>A fixed number of float64 values, filled from float32: the accumulators of sums that decide something.</summary>
internal interface IWideLanes<T> where T : struct, IWideLanes<T>
{
    /// <summary>The number of values.</summary>
    static abstract int Count { get; }

    static abstract T Create(double value);
    /// <summary>Converts <c>source[index …]</c>.</summary>
    static abstract T Load(ref float source, nint index);
    static abstract void Store(T value, ref double target, nint index);
    static abstract T operator +(T a, T b);
    static abstract T operator -(T a, T b);
    /// <summary>a b + c, rounded once.</summary>
    static abstract T MultiplyAdd(T a, T b, T c);
}
