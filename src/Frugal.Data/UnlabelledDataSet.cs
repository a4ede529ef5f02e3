using Frugal.Tensors;

namespace Frugal.Data;

/// <summary>The samples of another data set as if they had no labels: for networks that answer another question than the labels do.</summary>
internal sealed class UnlabelledDataSet(DataSet source) : DataSet
{
    public override int Count => source.Count;
    public override bool HasLabels => false;
    public override int? ClassCount => null;
    public override Shape SampleShape => source.SampleShape;
    public override ElementType ElementType => source.ElementType;
    public override IReadOnlyList<string> Columns => source.Columns;
    public override int Label(int index) => throw NoLabels();
    public override string ColumnValue(string column, int index) => source.ColumnValue(column, index);
    public override Sample GetSample(int index, SampleBuffer buffer) => source.GetSample(index, buffer);
}
