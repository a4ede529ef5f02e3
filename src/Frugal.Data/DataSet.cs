using Frugal.Tensors;

namespace Frugal.Data;

/// <summary>
/// Samples that can be read in any order, by any number of threads at once. Samples are handed out as stored; how they become a
/// network's input is said by the <see cref="InputSpecification"/> of the <see cref="Batch"/> that they are read into.
/// </summary>
public abstract class DataSet
{
    /// <summary>The number of samples.</summary>
    public abstract int Count { get; }

    /// <summary>Whether every sample has a label.</summary>
    public abstract bool HasLabels { get; }

    /// <summary>The number of classes; labels are 0 up to one less. <c>null</c> without labels.</summary>
    public abstract int? ClassCount { get; }

    /// <summary>
    /// The extents of one sample: channels, height, width for images, anything else for other data. For image folders, whose images may
    /// differ in size, that of the first image.
    /// </summary>
    public abstract Shape SampleShape { get; }

    /// <summary>What samples are made of: <see cref="ElementType.UInt8"/> or <see cref="ElementType.Float32"/>.</summary>
    public abstract ElementType ElementType { get; }

    /// <summary>The names of further columns that a side table gives (track, patient, site), label excluded.</summary>
    public virtual IReadOnlyList<string> Columns => [];

    /// <summary>The names of the classes where the data know them, else empty.</summary>
    public virtual IReadOnlyList<string> ClassNames => [];

    /// <summary>Whether samples are images (three axes), which can be shifted, flipped and resized.</summary>
    public bool IsImages => SampleShape.Rank == 3;

    /// <summary>The class of a sample.</summary>
    /// <exception cref="InvalidOperationException">The data have no labels.</exception>
    public abstract int Label(int index);

    /// <summary>What a side table says about a sample.</summary>
    /// <exception cref="DataException">There is no such column.</exception>
    public virtual string ColumnValue(string column, int index) => throw NoSuchColumn(column);

    /// <summary>One sample as stored.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> − 1.</param>
    /// <param name="buffer">Where the sample is prepared if it does not lie in memory.</param>
    public abstract Sample GetSample(int index, SampleBuffer buffer);

    /// <summary>
    /// Reads samples into a batch: inputs converted as the batch's specification says, labels mapped, weights 1.
    /// </summary>
    /// <exception cref="DataException">A sample does not fit the specification or cannot be decoded.</exception>
    public void Read(ReadOnlySpan<int> indices, Batch into)
    {
        into.Begin(this, indices);
        for (int i = 0; i < indices.Length; i++)
        {
            into.Store(i, GetSample(indices[i], into.Buffer));
            if (HasLabels) into.StoreLabel(i, Label(indices[i]));
        }
    }

    /// <summary>All samples in order, in batches of at most <paramref name="batchSize"/>; the same <see cref="Batch"/> is filled again and again.</summary>
    public IEnumerable<Batch> Batches(InputSpecification input, int batchSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        var batch = new Batch(input);
        var indices = new int[Math.Min(batchSize, Count)];
        for (int start = 0; start < Count; start += batchSize)
        {
            int count = Math.Min(batchSize, Count - start);
            for (int i = 0; i < count; i++) indices[i] = start + i;
            Read(indices.AsSpan(0, count), batch);
            yield return batch;
        }
    }

    /// <summary>The samples of the given indices, in their order; nothing is copied.</summary>
    public DataSet Subset(ReadOnlySpan<int> indices) => new SubsetDataSet(this, indices);

    /// <summary>The first <paramref name="count"/> samples, or all if there are fewer.</summary>
    public DataSet Take(int count) => count >= Count ? this : Subset(Enumerable.Range(0, count).ToArray());

    /// <summary>All samples in a random order that the seed decides.</summary>
    public DataSet Shuffled(ulong seed)
    {
        int[] order = Enumerable.Range(0, Count).ToArray();
        new RandomStream(seed).Split("shuffled view").Shuffle<int>(order);
        return Subset(order);
    }

    /// <summary>Every image moved by up to <paramref name="maximum"/> pixels; see <see cref="ShiftedDataSet"/>.</summary>
    public DataSet Shifted(int maximum, ulong seed) => new ShiftedDataSet(this, maximum, seed);

    /// <summary>The same samples as if they had no labels.</summary>
    public DataSet WithoutLabels() => HasLabels ? new UnlabelledDataSet(this) : this;

    /// <summary>All labels.</summary>
    /// <exception cref="InvalidOperationException">The data have no labels.</exception>
    public int[] Labels()
    {
        var labels = new int[Count];
        for (int i = 0; i < labels.Length; i++) labels[i] = Label(i);
        return labels;
    }

    /// <summary>The number of samples of each class.</summary>
    /// <exception cref="InvalidOperationException">The data have no labels.</exception>
    public int[] ClassCounts()
    {
        var counts = new int[ClassCount ?? throw NoLabels()];
        for (int i = 0; i < Count; i++) counts[Label(i)]++;
        return counts;
    }

    private protected DataException NoSuchColumn(string column) =>
        new("--split-by", $"there is no column '{column}'", Columns.Count == 0
            ? "The data have no side table; put a CSV file with the same name beside them"
            : $"The side table has the columns {string.Join(", ", Columns)}");

    private protected static InvalidOperationException NoLabels() => new("The data have no labels.");
}
