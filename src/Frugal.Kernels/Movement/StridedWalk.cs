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
        Count = 1;
        for (int axis = 0; axis < shape.Length; axis++)
        {
            Count *= shape[axis];
            Append(shape[axis], first[axis], second[axis]);
        }
        if (rank == 0) Append(1, 0, 0, always: true);
    }

    /// <summary>The number of elements.</summary>
    public long Count { get; private set; }

    /// <summary>Whether <see cref="Next"/> has passed the last element.</summary>
    public readonly bool IsAtEnd => position >= Count;

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
        Require.That(start >= 0 && start + length <= Count, "The range lies outside of the shape.");
        long first = 0, second = 0;
        for (int axis = 0; axis < rank; axis++)
        {
            Require.That(firstStrides[axis] >= 0 && secondStrides[axis] >= 0, "Strides are not negative.");
            first += (long)firstStrides[axis] * (extents[axis] - 1);
            second += (long)secondStrides[axis] * (extents[axis] - 1);
        }
        Require.That(first < firstLength && second < secondLength, "The strides lead outside of an operand.");
    }

    /// <summary>Checks that all offsets, from a first one on each side, lie within the two sides; strides may be negative.</summary>
    public readonly void CheckFrom(int firstOffset, int firstLength, int secondOffset, int secondLength)
    {
        long firstLow = firstOffset, firstHigh = firstOffset, secondLow = secondOffset, secondHigh = secondOffset;
        for (int axis = 0; axis < rank; axis++)
        {
            long first = (long)firstStrides[axis] * (extents[axis] - 1), second = (long)secondStrides[axis] * (extents[axis] - 1);
            if (first < 0) firstLow += first;
            else firstHigh += first;
            if (second < 0) secondLow += second;
            else secondHigh += second;
        }
        Require.That(
            firstLow >= 0 && secondLow >= 0 && firstHigh < firstLength && secondHigh < secondLength, "The strides lead outside of an operand.");
    }

    /// <summary>Takes the last axis out of the walk, for the caller to run along.</summary>
    public int TakeRun(out int firstStep, out int secondStep)
    {
        int extent = extents[rank - 1];
        firstStep = FirstStride;
        secondStep = SecondStride;
        Remove(rank - 1);
        return extent;
    }

    /// <summary>
    /// Where the last axis is consecutive on the second side but not on the first, and another is consecutive on the first side: takes both out
    /// of the walk, as the rows (last axis) and columns of a transpose.
    /// </summary>
    public bool FindTranspose(out int rows, out int rowStride, out int columns, out int columnStride)
    {
        rows = rowStride = columns = columnStride = 0;
        if (SecondStride != 1 || FirstStride == 1) return false;
        int other = firstStrides[..(rank - 1)].LastIndexOf(1);
        if (other < 0 || extents[other] < 4 || extents[rank - 1] < 4) return false;
        columns = extents[other];
        columnStride = secondStrides[other];
        rows = TakeRun(out rowStride, out _);
        Remove(other);
        return true;
    }

    /// <summary>Moves on by one element.</summary>
    public void Next()
    {
        if (inRun + 1 < extents[rank - 1]) Advance(1);
        else if (position + 1 < Count) MoveTo(position + 1);
        else position = Count;
    }

    private void Remove(int axis)
    {
        Count /= extents[axis];
        for (int k = axis; k < rank - 1; k++)
        {
            extents[k] = extents[k + 1];
            firstStrides[k] = firstStrides[k + 1];
            secondStrides[k] = secondStrides[k + 1];
        }
        rank--;
        if (rank == 0) Append(1, 0, 0, always: true);
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
        else if (position + elements < Count)
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
