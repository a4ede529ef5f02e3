using Frugal.Data;
using Frugal.Tensors;

namespace Frugal.Evaluation;

/// <summary>Lets a network answer all samples of a data set.</summary>
public static class Evaluator
{
    /// <summary>The number of samples given at once.</summary>
    public const int BatchSize = 250;

    /// <summary>Computes the answers.</summary>
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
        foreach (Batch batch in data.Batches(input, BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            DenseTensor output = runner.Run(batch.InputTensor);
            width = checked((int)(output.Count / batch.Count));
            values ??= new float[checked(data.Count * width)];
            output.Span<float>().CopyTo(values.AsSpan(done * width));
            if (labels is not null) batch.Labels.CopyTo(labels.AsSpan(done));
            done += batch.Count;
            progress?.Report((double)done / data.Count);
        }
        return new NetworkOutputs(data.Count, width, values ?? [], labels);
    }
}
