namespace Frugal.Kernels;

/// <summary>
/// Walks the elements of a shape in row-major order while two offsets follow, each with its own strides. Neighbouring axes that both
/// sides step through as one are merged first, so that runs along the last axis are as long as they can be.
/// </summary>
internal ref struct StridedWalk
{
    public const int MaximumRank = 16;

    private readonly Span<int> extents;
    private readonly Span<int> firstStrides;
    private readonly Span<int> secondStrides;
    private readonly long count;
    private int rank;
    private long position;
    private int inRun;

    /// <param name="shape">The extents.</param>
    /// <param name="first">The strides of the first offset.</param>
    /// <param name="second">The strides of the second offset.</param>
    /// <param name="memory">Room for three times <see cref="MaximumRank"/> values.</param>
    public StridedWalk(ReadOnlySpan<int> shape, ReadOnlySpan<int> first, ReadOnlySpan<int> second, Span<int> memory)
    {
        Require.Length(first.Length, shape.Length);
        Require.Length(second.Length, shape.Length);
        Require.That(shape.Length <= MaximumRank, "Kernels take at most 16 axes; merge axes first.");
        extents = memory[..MaximumRank];
        firstStrides = memory.Slice(MaximumRank, MaximumRank);
        secondStrides = memory.Slice(2 * MaximumRank, MaximumRank);
        count = 1;
        for (int axis = 0; axis < shape.Length; axis++)
        {
            count *= shape[axis];
            Append(shape[axis], first[axis], second[axis]);
        }
        if (rank == 0) Append(1, 0, 0, always: true);
    }

    /// <summary>Where the first side is.</summary>
    public int FirstOffset { get; private set; }

    /// <summary>Where the second side is.</summary>
    public int SecondOffset { get; private set; }

    /// <summary>The first side's stride along a run.</summary>
    public readonly int FirstStride => firstStrides[rank - 1];

    /// <summary>The second side's stride along a run.</summary>
    public readonly int SecondStride => secondStrides[rank - 1];

    /// <summary>How many elements are left in the current run.</summary>
    public readonly int RunLength => extents[rank - 1] - inRun;

    /// <summary>Checks that all offsets lie within the two sides and the range within the shape.</summary>
    public readonly void Check(int firstLength, int secondLength, long start, int length)
    {
        Require.That(start >= 0 && start + length <= count, "The range lies outside of the shape.");
        long first = 0, second = 0;
        for (int axis = 0; axis < rank; axis++)
        {
            Require.That(firstStrides[axis] >= 0 && secondStrides[axis] >= 0, "Strides are not negative.");
            first += (long)firstStrides[axis] * (extents[axis] - 1);
            second += (long)secondStrides[axis] * (extents[axis] - 1);
        }
        Require.That(first < firstLength && second < secondLength, "The strides lead outside of an operand.");
    }

    public void MoveTo(long index)
    {
        position = index;
        long rest = index;
        int first = 0, second = 0;
        inRun = (int)(rest % extents[rank - 1]);
        for (int axis = rank - 1; axis >= 0; axis--)
        {
            int coordinate = (int)(rest % extents[axis]);
            rest /= extents[axis];
            first += coordinate * firstStrides[axis];
            second += coordinate * secondStrides[axis];
        }
        FirstOffset = first;
        SecondOffset = second;
    }

    /// <summary>Moves on by at most the rest of the current run.</summary>
    public void Advance(int elements)
    {
        if (inRun + elements < extents[rank - 1])
        {
            position += elements;
            inRun += elements;
            FirstOffset += elements * FirstStride;
            SecondOffset += elements * SecondStride;
        }
        else if (position + elements < count)
        {
            MoveTo(position + elements);
        }
    }

    private void Append(int extent, int first, int second, bool always = false)
    {
        if (extent == 1 && !always) return;
        int last = rank - 1;
        if (rank > 0 && firstStrides[last] == (long)first * extent && secondStrides[last] == (long)second * extent)
        {
            extents[last] *= extent;
            firstStrides[last] = first;
            secondStrides[last] = second;
            return;
        }
        extents[rank] = extent;
        firstStrides[rank] = first;
        secondStrides[rank] = second;
        rank++;
    }
}
