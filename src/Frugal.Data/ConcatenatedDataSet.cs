using Frugal.Tensors;

namespace Frugal.Data;

/// <summary>Several data sets of the same kind of samples, one after another.</summary>
public sealed class ConcatenatedDataSet : DataSet
{
    private readonly DataSet[] parts;
    private readonly int[] starts;

    /// <summary>Joins data sets in the given order.</summary>
    /// <exception cref="DataException">There are none, or shapes, element types or the presence of labels differ.</exception>
    public ConcatenatedDataSet(params IReadOnlyList<DataSet> parts)
    {
        if (parts.Count == 0) throw new DataException("data", "there is nothing to join", "Give at least one data set");
        DataSet first = parts[0];
        foreach (DataSet part in parts)
        {
            if (part.SampleShape != first.SampleShape || part.ElementType != first.ElementType || part.HasLabels != first.HasLabels)
            {
                throw new DataException("data", $"samples of {Describe(first)} cannot be joined with samples of {Describe(part)}",
                    "Join data of one kind only");
            }
        }
        this.parts = [.. parts];
        starts = new int[parts.Count + 1];
        for (int i = 0; i < parts.Count; i++) starts[i + 1] = checked(starts[i] + parts[i].Count);
        ClassCount = first.HasLabels ? parts.Max(p => p.ClassCount) : null;
        Columns = [.. first.Columns.Where(c => parts.All(p => p.Columns.Contains(c)))];
    }

    /// <inheritdoc/>
    public override int Count => starts[^1];

    /// <inheritdoc/>
    public override bool HasLabels => parts[0].HasLabels;

    /// <inheritdoc/>
    public override int? ClassCount { get; }

    /// <inheritdoc/>
    public override Shape SampleShape => parts[0].SampleShape;

    /// <inheritdoc/>
    public override ElementType ElementType => parts[0].ElementType;

    /// <summary>The columns that all parts have.</summary>
    public override IReadOnlyList<string> Columns { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames => parts[0].ClassNames;

    /// <inheritdoc/>
    public override int Label(int index)
    {
        int part = PartOf(index);
        return parts[part].Label(index - starts[part]);
    }

    /// <inheritdoc/>
    public override string ColumnValue(string column, int index)
    {
        if (!Columns.Contains(column)) throw NoSuchColumn(column);
        int part = PartOf(index);
        return parts[part].ColumnValue(column, index - starts[part]);
    }

    /// <inheritdoc/>
    public override Sample GetSample(int index, SampleBuffer buffer)
    {
        int part = PartOf(index);
        return parts[part].GetSample(index - starts[part], buffer);
    }

    private int PartOf(int index)
    {
        if ((uint)index >= (uint)Count) throw new ArgumentOutOfRangeException(nameof(index), index, $"There are {Count} samples.");
        int found = Array.BinarySearch(starts, index);
        if (found < 0) return ~found - 1;
        while (starts[found + 1] == index) found++; // an empty part begins where the next one does
        return found;
    }

    private static string Describe(DataSet data) =>
        $"{data.ElementType.DisplayName()}{data.SampleShape} {(data.HasLabels ? "with" : "without")} labels";
}
