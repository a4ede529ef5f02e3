using Xunit;

namespace Frugal.Tests.Kernels;

/// <summary>An array between two fences of NaN: what a kernel reads beyond its operand shows in the result, what it writes there shows in the fences.</summary>
internal sealed class Fenced<T> where T : struct
{
    private const int Fence = 64;

    private readonly T[] memory;
    private readonly int length;
    private readonly T fill;

    public Fenced(long length, T fill)
    {
        this.length = checked((int)length);
        this.fill = fill;
        memory = new T[this.length + 2 * Fence];
        Array.Fill(memory, fill);
    }

    public Fenced(T[] values, T fill)
        : this(values.Length, fill) => values.CopyTo(Span);

    public Span<T> Span => memory.AsSpan(Fence, length);

    public static implicit operator Span<T>(Fenced<T> fenced) => fenced.Span;

    public static implicit operator ReadOnlySpan<T>(Fenced<T> fenced) => fenced.Span;

    public T[] Values()
    {
        for (int i = 0; i < Fence; i++)
        {
            Assert.Equal(fill, memory[i]);
            Assert.Equal(fill, memory[^(i + 1)]);
        }

        return Span.ToArray();
    }
}
