using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Runtime;
using Frugal.Tensors;

namespace Frugal.Training;

/// <summary>Computes the teacher's outputs for the same views of the samples that the student sees.</summary>
internal sealed class TeacherOutputs
{
    private readonly Session session;
    private readonly DenseTensor output;

    public TeacherOutputs(Network teacher, Loss loss, WorkerPool pool, Shape outputShape)
    {
        Network judged = teacher.Clone();
        Value value = TrainingGraph.OutputFor(judged, loss);
        while (judged.Graph.Outputs.Count > 0) judged.Graph.RemoveOutput(0);
        judged.Graph.AddOutput(value);
        session = Session.Create(judged, new SessionOptions { Pool = pool });
        output = DenseTensor.Zeros(ElementType.Float32, outputShape);
    }

    /// <summary>The outputs for a batch; valid until the next call.</summary>
    public DenseTensor For(DenseTensor input)
    {
        session.Run([input], [output]);
        return output;
    }
}
