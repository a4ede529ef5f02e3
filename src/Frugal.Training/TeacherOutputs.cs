using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Runtime;
using Frugal.Tensors;

namespace Frugal.Training;

/// <summary>Computes the teacher's outputs for the same views of the samples that the student sees.</summary>
internal sealed class TeacherOutputs
{
    private readonly Session session;
    private readonly Shape outputShape;
    // One for each number of samples: that of a batch, and that of an incomplete one.
    private readonly Dictionary<int, DenseTensor> outputs = [];

    public TeacherOutputs(Network teacher, Loss loss, WorkerPool pool, Shape outputShape)
    {
        Network judged = NetworkShapes.Free(teacher).Clone();
        Value value = TrainingGraph.OutputFor(judged, loss);
        while (judged.Graph.Outputs.Count > 0) judged.Graph.RemoveOutput(0);
        judged.Graph.AddOutput(value);
        session = Session.Create(judged, new SessionOptions { Pool = pool });
        this.outputShape = outputShape;
    }

    /// <summary>The outputs for a batch; valid until the next call.</summary>
    public DenseTensor For(DenseTensor input)
    {
        int count = input.Shape[0];
        if (!outputs.TryGetValue(count, out DenseTensor? output)) outputs[count] = output = DenseTensor.Zeros(ElementType.Float32, outputShape.With(0, count));
        session.Run([input], [output]);
        return output;
    }
}
