using Frugal.Data;
using Frugal.Tensors;

namespace Frugal.Evaluation;

/// <summary>Lets a network answer all samples of a data set.</summary>
public static class Evaluator
{
    /// <summary>The number of samples given at once where the network does not fix it.</summary>
    public const int BatchSize = 250;

    /// <summary>Computes the answers. A network for a fixed number of samples is fed as many at a time, the last time with copies whose answers are dropped.</summary>
    /// <param name="runner">What computes.</param>
    /// <param name="data">The samples.</param>
    /// <param name="input">How they become the network's input.</param>
    /// <param name="progress">Told the share done, 0 to 1.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static NetworkOutputs Run(NetworkRunner runner, DataSet data, InputSpecification input, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        float[]? values = null;
        int[]? labels = data.HasLabels ? new int[data.Count] : null;
        int done = 0, width = 0;
        foreach (Batch batch in data.Batches(input, runner.FixedBatch ?? BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            DenseTensor fed = Filled(batch.InputTensor, runner.FixedBatch), output = runner.Run(fed);
            width = checked((int)(output.Count / fed.Shape[0]));
            values ??= new float[checked(data.Count * width)];
            output.Span<float>()[..(batch.Count * width)].CopyTo(values.AsSpan(done * width));
            if (labels is not null) batch.Labels.CopyTo(labels.AsSpan(done));
            done += batch.Count;
            progress?.Report((double)done / data.Count);
        }
        return new NetworkOutputs(data.Count, width, values ?? [], labels);
    }

    // The last sample stands in for those that are missing: any real input is safe for any network.
    private static DenseTensor Filled(DenseTensor samples, int? count)
    {
        int given = samples.Shape[0];
        if (count is null || count == given) return samples;
        DenseTensor filled = DenseTensor.Zeros(samples.Type, samples.Shape.With(0, count.Value));
        ReadOnlySpan<float> from = samples.Span<float>();
        Span<float> to = filled.Span<float>();
        int length = from.Length / given;
        from.CopyTo(to);
        for (int i = given; i < count; i++) from[^length..].CopyTo(to[(i * length)..]);
        return filled;
    }
}
