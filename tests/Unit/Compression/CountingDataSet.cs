using Frugal.Data;
using Frugal.Tensors;

namespace Frugal.Tests.Compression;

/// <summary>A view of data that counts how often samples are read, and does something at one of the readings.</summary>
internal sealed class CountingDataSet(DataSet source, long at = long.MaxValue, Action? action = null) : DataSet
{
    private long readings;

    public long Readings => Interlocked.Read(ref readings);

    public override int Count => source.Count;

    public override bool HasLabels => source.HasLabels;

    public override int? ClassCount => source.ClassCount;

    public override Shape SampleShape => source.SampleShape;

    public override ElementType ElementType => source.ElementType;

    public override int Label(int index) => source.Label(index);

    public override Sample GetSample(int index, SampleBuffer buffer)
    {
        if (Interlocked.Increment(ref readings) == at) action!();
        return source.GetSample(index, buffer);
    }
}
