using Frugal.Tensors;

namespace Frugal.Data;

/// <summary>Samples of equal size that lie in memory.</summary>
public sealed class ArrayDataSet : DataSet
{
    private readonly byte[]? bytes;
    private readonly float[]? numbers;
    private readonly int offset, stride, length;
    private readonly int[]? labels;
    private readonly SideTable? table;
    private readonly int channels, height, width;

    internal ArrayDataSet(byte[]? bytes, float[]? numbers, int offset, int stride, int count, Shape sampleShape, int[]? labels,
        int? classCount, SideTable? table = null)
    {
        this.bytes = bytes;
        this.numbers = numbers;
        this.offset = offset;
        this.stride = stride;
        this.labels = labels;
        this.table = table;
        Count = count;
        SampleShape = sampleShape;
        ClassCount = classCount;
        length = checked((int)sampleShape.Count);
        (channels, height, width) = sampleShape.Rank == 3 ? (sampleShape[0], sampleShape[1], sampleShape[2]) : (1, 1, length);
    }

    /// <summary>Samples given as 8-bit values, one after another.</summary>
    /// <param name="samples">The values; the array is not copied.</param>
    /// <param name="sampleShape">The extents of one sample; channels, height, width for images.</param>
    /// <param name="labels">One label a sample, or <c>null</c>; the array is not copied.</param>
    /// <param name="classCount">The number of classes; the largest label plus one if not given.</param>
    /// <exception cref="DataException">The numbers do not fit together, or a label is out of range.</exception>
    public static ArrayDataSet From(byte[] samples, Shape sampleShape, int[]? labels = null, int? classCount = null) =>
        From("array", samples, null, samples.Length, sampleShape, labels, classCount);

    /// <summary>Samples given as float values, one after another.</summary>
    /// <param name="samples">The values; the array is not copied.</param>
    /// <param name="sampleShape">The extents of one sample; channels, height, width for images.</param>
    /// <param name="labels">One label a sample, or <c>null</c>; the array is not copied.</param>
    /// <param name="classCount">The number of classes; the largest label plus one if not given.</param>
    /// <exception cref="DataException">The numbers do not fit together, or a label is out of range.</exception>
    public static ArrayDataSet From(float[] samples, Shape sampleShape, int[]? labels = null, int? classCount = null) =>
        From("array", null, samples, samples.Length, sampleShape, labels, classCount);

    private static ArrayDataSet From(string place, byte[]? bytes, float[]? numbers, int values, Shape shape, int[]? labels, int? classCount)
    {
        if (shape.Count == 0 || values % shape.Count != 0)
            throw new DataException(place, $"{values} values are not a whole number of samples of shape {shape}", "Check the shape");
        int count = (int)(values / shape.Count);
        if (labels is not null && labels.Length != count)
            throw new DataException(place, $"{labels.Length} labels for {count} samples", "Give one label for each sample");
        return new ArrayDataSet(bytes, numbers, 0, (int)shape.Count, count, shape, labels, LabelRange.Check(place, labels, classCount));
    }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <inheritdoc/>
    public override bool HasLabels => labels is not null;

    /// <inheritdoc/>
    public override int? ClassCount { get; }

    /// <inheritdoc/>
    public override Shape SampleShape { get; }

    /// <inheritdoc/>
    public override ElementType ElementType => bytes is null ? ElementType.Float32 : ElementType.UInt8;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => table?.ColumnNames ?? [];

    /// <inheritdoc/>
    public override int Label(int index) => labels is null ? throw NoLabels() : labels[index];

    /// <inheritdoc/>
    public override string ColumnValue(string column, int index) =>
        table is not null && table.TryColumn(column, out string[]? values) ? values[index] : throw NoSuchColumn(column);

    /// <inheritdoc/>
    public override Sample GetSample(int index, SampleBuffer buffer)
    {
        if ((uint)index >= (uint)Count) throw new ArgumentOutOfRangeException(nameof(index), index, $"There are {Count} samples.");
        int start = offset + index * stride;
        return bytes is not null
            ? new Sample(bytes.AsSpan(start, length), channels, height, width)
            : new Sample(numbers.AsSpan(start, length), channels, height, width);
    }

    /// <summary>The same samples with another number of classes, for parts of one data set that must agree.</summary>
    internal ArrayDataSet WithClassCount(int? classCount) =>
        new(bytes, numbers, offset, stride, Count, SampleShape, labels, HasLabels ? classCount : null, table);
}
