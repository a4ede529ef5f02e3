using Frugal.Tensors;

namespace Frugal.Data;

/// <summary>Chosen samples of another data set, in a chosen order.</summary>
internal sealed class SubsetDataSet : DataSet
{
    private readonly DataSet source;
    private readonly int[] indices;

    public SubsetDataSet(DataSet source, ReadOnlySpan<int> indices)
    {
        foreach (int index in indices)
        {
            if ((uint)index >= (uint)source.Count)
                throw new ArgumentOutOfRangeException(nameof(indices), index, $"There are {source.Count} samples.");
        }
        this.source = source;
        this.indices = indices.ToArray();
    }

    public override int Count => indices.Length;
    public override bool HasLabels => source.HasLabels;
    public override int? ClassCount => source.ClassCount;
    public override Shape SampleShape => source.SampleShape;
    public override ElementType ElementType => source.ElementType;
    public override IReadOnlyList<string> Columns => source.Columns;
    public override IReadOnlyList<string> ClassNames => source.ClassNames;
    public override int Label(int index) => source.Label(indices[index]);
    public override string ColumnValue(string column, int index) => source.ColumnValue(column, indices[index]);
    public override Sample GetSample(int index, SampleBuffer buffer) => source.GetSample(indices[index], buffer);

    /// <summary>The positions in the data set underneath.</summary>
    internal ReadOnlySpan<int> Indices => indices;
}
