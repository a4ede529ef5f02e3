using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Frugal.Kernels;

/// <summary>
/// Element-wise operations over ranges of float32. Every method computes the range that it is given and nothing else, so a caller may cut
/// a tensor into tiles anywhere; the bits depend neither on the cut nor on the instruction set. An output may be the very
/// memory of an input of the same range, but must not overlap it otherwise.
/// </summary>
public static class Elementwise
{
    /// <summary>y[i] = f(x[i]; α, β).</summary>
    /// <param name="function">The function; its documentation says what <paramref name="alpha"/> and <paramref name="beta"/> mean.</param>
    /// <param name="x">The operand.</param>
    /// <param name="y">The result, as long as <paramref name="x"/>.</param>
    /// <param name="alpha">The first parameter.</param>
    /// <param name="beta">The second parameter.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Unary(UnaryFunction function, ReadOnlySpan<float> x, Span<float> y, float alpha = 0f, float beta = 0f)
    {
        Require.Length(y.Length, x.Length);
        ElementwiseTable.Current.Unary(function, ref Reference(x), ref Reference(y), x.Length, alpha, beta);
    }

    /// <summary>y[i] = f(a[i], b[i]); an operand of length 1 stands for all i.</summary>
    /// <exception cref="ArgumentException">An operand is neither as long as <paramref name="y"/> nor of length 1.</exception>
    public static void Binary(BinaryFunction function, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y)
    {
        ElementwiseTable table = ElementwiseTable.Current;
        if (a.Length == y.Length && b.Length == y.Length)
        {
            table.Binary(function, ref Reference(a), ref Reference(b), ref Reference(y), y.Length);
        }
        else if (b.Length == 1)
        {
            Require.Length(a.Length, y.Length);
            table.BinaryRightScalar(function, ref Reference(a), ref Reference(b), ref Reference(y), y.Length);
        }
        else
        {
            Require.Length(a.Length, 1);
            Require.Length(b.Length, y.Length);
            table.BinaryLeftScalar(function, ref Reference(a), ref Reference(b), ref Reference(y), y.Length);
        }
    }

    /// <summary>dx[i] = dy[i] f′, where <paramref name="source"/> is the forward input or output as <see cref="GradientFunction"/> says.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Gradient(
        GradientFunction function, ReadOnlySpan<float> dy, ReadOnlySpan<float> source, Span<float> dx, float alpha = 0f, float beta = 0f)
    {
        Require.Length(dy.Length, dx.Length);
        Require.Length(source.Length, dx.Length);
        ElementwiseTable.Current.Gradient(function, ref Reference(dy), ref Reference(source), ref Reference(dx), dx.Length, alpha, beta);
    }

    /// <summary>y[i] += α x[i], rounded once.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void AddScaled(float alpha, ReadOnlySpan<float> x, Span<float> y)
    {
        Require.Length(x.Length, y.Length);
        ElementwiseTable.Current.AddScaled(ref Reference(x), ref Reference(y), y.Length, alpha);
    }

    /// <summary>
    /// y = f(a, b) where a and y have the shape [outer, channels, inner] and b the shape [channels]: a bias or a scale per channel (or per
    /// column, with <paramref name="inner"/> 1).
    /// </summary>
    /// <param name="function">The function.</param>
    /// <param name="a">A range of the full operand.</param>
    /// <param name="b">One value per channel, all of them.</param>
    /// <param name="y">The same range of the result.</param>
    /// <param name="inner">The number of consecutive elements of one channel.</param>
    /// <param name="start">The flat index of the range's first element in the whole tensor.</param>
    /// <param name="reversed">Whether b is the left operand: y = f(b, a).</param>
    /// <exception cref="ArgumentException">The lengths differ, or there is no channel.</exception>
    public static void BinaryChannels(
        BinaryFunction function, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y, int inner, long start = 0, bool reversed = false)
    {
        Require.Length(a.Length, y.Length);
        Require.That(b.Length > 0 && inner > 0 && start >= 0, "A broadcast needs at least one channel, one inner element, and a start that is not negative.");
        ElementwiseTable table = ElementwiseTable.Current;
        ref float left = ref Reference(a);
        ref float right = ref Reference(b);
        ref float result = ref Reference(y);
        for (int i = 0; i < y.Length;)
        {
            // One run: the rest of this channel's elements, or, where a channel is one element, the rest of the row.
            long row = (start + i) / inner;
            int channel = (int)(row % b.Length);
            int run = inner == 1 ? b.Length - channel : (int)(inner - (start + i) % inner);
            run = Math.Min(run, y.Length - i);
            ref float x = ref Unsafe.Add(ref left, i);
            ref float c = ref Unsafe.Add(ref right, channel);
            ref float z = ref Unsafe.Add(ref result, i);
            switch (inner == 1, reversed)
            {
                case (true, false): table.Binary(function, ref x, ref c, ref z, run); break;
                case (true, true): table.Binary(function, ref c, ref x, ref z, run); break;
                case (false, false): table.BinaryRightScalar(function, ref x, ref c, ref z, run); break;
                case (false, true): table.BinaryLeftScalar(function, ref c, ref x, ref z, run); break;
            }
            i += run;
        }
    }

    /// <summary>y = f(a, b) under any broadcast: an axis along which an operand is repeated has stride 0 there.</summary>
    /// <param name="function">The function.</param>
    /// <param name="a">The left operand, whole.</param>
    /// <param name="aStrides">Its stride along each axis of the result, in elements.</param>
    /// <param name="b">The right operand, whole.</param>
    /// <param name="bStrides">Its stride along each axis of the result, in elements.</param>
    /// <param name="shape">The extents of the result.</param>
    /// <param name="y">A range of the result.</param>
    /// <param name="start">The flat index of the range's first element in the whole result.</param>
    /// <exception cref="ArgumentException">The ranks differ, a stride leads outside of an operand, or the range outside of the shape.</exception>
    public static void BinaryBroadcast(
        BinaryFunction function, ReadOnlySpan<float> a, ReadOnlySpan<int> aStrides, ReadOnlySpan<float> b, ReadOnlySpan<int> bStrides,
        ReadOnlySpan<int> shape, Span<float> y, long start = 0)
    {
        if (y.IsEmpty) return;
        var walk = new StridedWalk(shape, aStrides, bStrides, stackalloc int[3 * StridedWalk.MaximumRank]);
        walk.Check(a.Length, b.Length, start, y.Length);
        ElementwiseTable table = ElementwiseTable.Current;
        walk.MoveTo(start);
        for (int done = 0; done < y.Length;)
        {
            int run = Math.Min(walk.RunLength, y.Length - done);
            Run(table, function, ref walk, a, b, y.Slice(done, run));
            done += run;
            walk.Advance(run);
        }
    }

    private static void Run(
        ElementwiseTable table, BinaryFunction function, ref StridedWalk walk, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y)
    {
        ref float left = ref MemoryMarshal.GetReference(a[walk.FirstOffset..]);
        ref float right = ref MemoryMarshal.GetReference(b[walk.SecondOffset..]);
        ref float result = ref Reference(y);
        int n = y.Length;
        if (walk.FirstStride == 1 && walk.SecondStride == 1) table.Binary(function, ref left, ref right, ref result, n);
        else if (walk.FirstStride == 1 && walk.SecondStride == 0) table.BinaryRightScalar(function, ref left, ref right, ref result, n);
        else if (walk.FirstStride == 0 && walk.SecondStride == 1) table.BinaryLeftScalar(function, ref left, ref right, ref result, n);
        else
        {
            for (int i = 0; i < n; i++)
            {
                ref float x = ref Unsafe.Add(ref left, i * walk.FirstStride);
                ref float z = ref Unsafe.Add(ref right, i * walk.SecondStride);
                table.Binary(function, ref x, ref z, ref y[i], 1);
            }
        }
    }

    private static ref float Reference(ReadOnlySpan<float> span) => ref MemoryMarshal.GetReference(span);
}
