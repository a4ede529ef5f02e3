using Frugal.Tensors;

namespace Frugal.Data;

/// <summary>
/// Images moved at random by up to some pixels in both directions, the border repeated. The shift of a sample depends on the seed and
/// its index alone and is never (0, 0), so two networks see the same images, and neither has seen them in training: this makes a
/// judge out of images that a network was trained on.
/// </summary>
public sealed class ShiftedDataSet : DataSet
{
    private readonly DataSet source;
    private readonly int maximum;
    private readonly RandomStream stream;

    /// <summary>A view of shifted images.</summary>
    /// <param name="source">The images.</param>
    /// <param name="maximum">The largest shift in pixels, at least 1.</param>
    /// <param name="seed">Decides the shifts.</param>
    /// <exception cref="DataException">The samples are not images.</exception>
    public ShiftedDataSet(DataSet source, int maximum, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximum);
        if (!source.IsImages)
            throw new DataException("data", $"samples of shape {source.SampleShape} cannot be shifted", "Only images can; name validation data");
        this.source = source;
        this.maximum = maximum;
        stream = new RandomStream(seed).Split("shifted view");
    }

    /// <inheritdoc/>
    public override int Count => source.Count;

    /// <inheritdoc/>
    public override bool HasLabels => source.HasLabels;

    /// <inheritdoc/>
    public override int? ClassCount => source.ClassCount;

    /// <inheritdoc/>
    public override Shape SampleShape => source.SampleShape;

    /// <inheritdoc/>
    public override ElementType ElementType => source.ElementType;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => source.Columns;

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames => source.ClassNames;

    /// <inheritdoc/>
    public override int Label(int index) => source.Label(index);

    /// <inheritdoc/>
    public override string ColumnValue(string column, int index) => source.ColumnValue(column, index);

    /// <inheritdoc/>
    public override Sample GetSample(int index, SampleBuffer buffer)
    {
        Sample sample = source.GetSample(index, buffer.Inner);
        (int right, int down) = ShiftOf(index);
        if (ElementType == ElementType.UInt8)
        {
            Span<byte> moved = buffer.Bytes(sample.Bytes.Length);
            ImageGeometry.Shift(sample.Bytes, moved, sample.Channels, sample.Height, sample.Width, right, down, BorderFill.Edge);
            return new Sample(moved, sample.Channels, sample.Height, sample.Width);
        }
        Span<float> values = buffer.Numbers(sample.Numbers.Length);
        ImageGeometry.Shift(sample.Numbers, values, sample.Channels, sample.Height, sample.Width, right, down, BorderFill.Edge);
        return new Sample(values, sample.Channels, sample.Height, sample.Width);
    }

    /// <summary>How far the image of an index is moved to the right and down.</summary>
    public (int Right, int Down) ShiftOf(int index)
    {
        RandomStream random = stream.Split(index);
        int side = 2 * maximum + 1, centre = side * side / 2;
        int choice = random.NextInt32(side * side - 1);
        if (choice >= centre) choice++;
        return (choice % side - maximum, choice / side - maximum);
    }
}
