using Frugal.Data;
using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Runtime;
using Frugal.Tensors;

namespace Frugal.Training;

/// <summary>Judges the weights of a training plan on validation data, in inference form and without copying them.</summary>
internal sealed class Validator
{
    private const int BatchSize = 250;

    private readonly Network network;
    private readonly Plan training;
    private readonly DataSet data;
    private readonly InputSpecification input;
    private readonly WorkerPool pool;
    private readonly Func<Value, LeafKind> leaves;
    private readonly Dictionary<int, Plan> plans = [];
    private readonly int[]? teacherAnswers;

    public Validator(TrainingGraph graph, Network source, Loss loss, DataSet data, InputSpecification input, Plan training, TrainerSettings settings, WorkerPool pool)
    {
        this.training = training;
        this.data = data;
        this.input = input;
        this.pool = pool;
        network = JudgedNetwork(source, loss);
        leaves = v => training.StateNames.Contains(v.Name) ? LeafKind.State : LeafKind.Constant;
        if (data.HasLabels) return;
        Network teacher = settings.Teacher
            ?? throw new DataException("validation data", "there are no labels and no teacher, so that no answer can be judged", "Give labels, or a teacher");
        teacherAnswers = Answers(Session.Create(JudgedNetwork(NetworkShapes.Free(teacher), loss), new SessionOptions { Pool = pool }));
    }

    /// <summary>Mean cross-entropy with the labels and the share of right answers; without labels the teacher's answers stand for them.</summary>
    public ValidationPoint Run(long step)
    {
        long right = 0;
        double loss = 0;
        int start = 0;
        foreach (Batch batch in data.Batches(input, BatchSize))
        {
            Plan plan = PlanFor(batch.Count, batch.SampleShape);
            PlanContext context = plan.Rent();
            context.Run([batch.InputTensor], pool);
            ReadOnlySpan<int> answers = data.HasLabels ? batch.Labels : teacherAnswers.AsSpan(start, batch.Count);
            right += BatchScores.CountRight(context.Output(0), answers);
            loss += BatchScores.CrossEntropySum(context.Output(0), answers);
            plan.Return(context);
            start += batch.Count;
        }
        return new ValidationPoint(step, loss / data.Count, (double)right / data.Count, data.Count);
    }

    private Plan PlanFor(int count, Shape sampleShape)
    {
        if (plans.TryGetValue(count, out Plan? plan)) return plan;
        plan = Plan.Compile(network, new PlanOptions { InputShapes = [new Shape([count, .. sampleShape])], Leaves = leaves });
        foreach (string name in plan.StateNames) plan.ShareState(name, training);
        return plans[count] = plan;
    }

    private int[] Answers(Session session)
    {
        var answers = new List<int>(data.Count);
        foreach (Batch batch in data.Batches(input, BatchSize)) answers.AddRange(BatchScores.Answers(session.Run(batch.InputTensor)[0]));
        return [.. answers];
    }

    private static Network JudgedNetwork(Network source, Loss loss)
    {
        Network judged = source.Clone();
        Value output = TrainingGraph.OutputFor(judged, loss);
        while (judged.Graph.Outputs.Count > 0) judged.Graph.RemoveOutput(0);
        judged.Graph.AddOutput(output);
        judged.Graph.RemoveUnused();
        return judged;
    }
}
