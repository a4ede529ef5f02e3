using Frugal.Data;
using Frugal.Graphs;
using Frugal.Graphs.Passes;
using Frugal.Tensors;

namespace Frugal.Training;

/// <summary>The shapes of a network's input and output for given data.</summary>
internal static class NetworkShapes
{
    /// <summary>The network for any number of samples at once.</summary>
    /// <exception cref="TrainingException">It is made for a fixed number, and something in it depends on that.</exception>
    public static Network Free(Network network) => FreeBatch.Apply(network, out string? obstacle) ?? throw new TrainingException(
        $"The network's input '{network.Graph.Inputs[0].Name}' is {network.Graph.Inputs[0].Shape}, made for a fixed number of samples, and it cannot be trained with batches: {obstacle}. "
        + "Export it again with a symbolic first dimension.");

    /// <summary>The shape of one converted sample, checked against the network's input.</summary>
    /// <exception cref="DataException">It does not fit.</exception>
    public static Shape SampleShape(Network network, DataSet data, InputSpecification input)
    {
        var batch = new Batch(input);
        data.Read([0], batch);
        Value fed = network.Graph.Inputs[0];
        if (fed.Shape is { } declared)
        {
            bool fits = declared.Rank == batch.SampleShape.Rank + 1;
            for (int i = 1; fits && i < declared.Rank; i++) fits = !declared[i].IsNumber || declared[i].Number == batch.SampleShape[i - 1];
            if (!fits)
                throw new DataException("data", $"a sample becomes {batch.SampleShape}, but the network's input '{fed.Name}' is {declared}",
                    "Choose other data, or say how samples are converted (--layout, --resize, --color)");
        }
        return batch.SampleShape;
    }

    /// <summary>The shape of the judged output for one sample.</summary>
    public static Shape OutputShape(Network network, Loss loss, Shape sampleShape)
    {
        Network single = network.Clone();
        ShapeInference.Specialize(single.Graph, [new Shape([1, .. sampleShape])]);
        return TrainingGraph.OutputFor(single, loss).Shape!.ToShape();
    }
}
