using Frugal.Graphs;
using Frugal.Runtime;
using Frugal.Tensors;

namespace Frugal.Training;

/// <summary>
/// A network made ready for training: in training form, with the loss and the gradients of its trained leaves as outputs. The outputs are
/// the loss, the network's output, then one gradient for each trained leaf.
/// </summary>
internal sealed class TrainingGraph
{
    public const string LabelsInput = "training/labels";
    public const string TeacherInput = "training/teacher";

    private TrainingGraph(Network network, IReadOnlyList<string> trained, IReadOnlySet<string> states, double lossWeight)
    {
        Network = network;
        Trained = trained;
        States = states;
        LossWeight = lossWeight;
    }

    /// <summary>The network with loss and gradients.</summary>
    public Network Network { get; }

    /// <summary>The trained leaves, in the order of the gradient outputs.</summary>
    public IReadOnlyList<string> Trained { get; }

    /// <summary>All leaves that may change: the trained ones, masks, indices.</summary>
    public IReadOnlySet<string> States { get; }

    /// <summary>The factor of the loss and of all gradients.</summary>
    public double LossWeight { get; }

    /// <summary>Whether samples of a batch see each other through its statistics.</summary>
    public bool HasBatchStatistics => Network.Graph.Nodes.Any(n => n.Operator.Id == OperatorId.Frugal("BatchNormalizationTraining"));

    public static TrainingGraph Build(Network source, Loss loss, TrainerSettings settings, Shape outputShape, double lossWeight = 1)
    {
        Network network = TrainingForm.Apply(source, new TrainingFormOptions { BatchNormalization = settings.BatchNormalization, Seed = (long)settings.Seed });
        Graph graph = network.Graph;
        Value output = OutputFor(network, loss);
        while (graph.Outputs.Count > 0) graph.RemoveOutput(0);
        var builder = new GraphBuilder(graph, "training/");
        Dimension batch = graph.Inputs[0].Shape![0];
        Value? labels = loss.Target.HasFlag(LossTarget.Labels) ? graph.AddInput(LabelsInput, ElementType.Int32, new SymbolicShape(batch)) : null;
        Value? teacher = loss.Target.HasFlag(LossTarget.Teacher)
            ? graph.AddInput(TeacherInput, ElementType.Float32, SymbolicShape.Of(outputShape).With(0, batch))
            : null;
        Value lossValue = loss.Append(builder, output, labels, teacher);
        if (lossWeight != 1) lossValue = builder.Call("Mul", lossValue, builder.Scalar(lossWeight));
        graph.AddOutput(lossValue);
        graph.AddOutput(output);
        graph.RemoveUnused();
        Value[] candidates = [.. graph.Initializers.Where(v => PolicyOf(v, settings).Role == LeafRole.Trained)];
        GradientResult gradients = Gradients.Append(network, lossValue, candidates);
        Value[] trained = [.. candidates.Where(v => gradients.Of[v] is not null)];
        foreach (Value leaf in trained) graph.AddOutput(gradients.Of[leaf]!);
        graph.RemoveUnused();
        var states = graph.Initializers.Where(v => PolicyOf(v, settings).Role == LeafRole.State).Select(v => v.Name).Concat(trained.Select(v => v.Name));
        return new TrainingGraph(network, [.. trained.Select(v => v.Name)], states.ToHashSet(), lossWeight);
    }

    /// <summary>The value that the loss and the validation start from: the first output, or the logits before a final softmax.</summary>
    public static Value OutputFor(Network network, Loss loss) =>
        loss.WantsLogits ? TrainingForm.LogitsOf(network.Graph.Outputs[0]) : network.Graph.Outputs[0];

    /// <summary>The policy of a leaf: the one given, else by its type and rank.</summary>
    public static LeafPolicy PolicyOf(Value leaf, TrainerSettings settings)
    {
        if (settings.Leaves.TryGetValue(leaf.Name, out LeafPolicy? policy)) return policy;
        if (leaf.Type is ElementType.Bool or ElementType.UInt8 or ElementType.UInt16) return LeafPolicy.State;
        return leaf.Type == ElementType.Float32 && leaf.Shape!.Rank >= 1 && !IsRunningStatistic(leaf) ? LeafPolicy.Trained : LeafPolicy.Constant;
    }

    // Mean and variance of a frozen batch normalisation are measured, not learned.
    private static bool IsRunningStatistic(Value leaf) => leaf.Uses.Any(u => u.Node.Operator.Id == OperatorId.Onnx("BatchNormalization") && u.Index >= 3);

    /// <summary>The plan for a batch size.</summary>
    public Plan Compile(int batchSize, Shape sampleShape, Shape outputShape)
    {
        Shape[] shapes = [.. Network.Graph.Inputs.Select(input => input.Name switch
        {
            LabelsInput => new Shape(batchSize),
            TeacherInput => outputShape.With(0, batchSize),
            _ => new Shape([batchSize, .. sampleShape]),
        })];
        return Plan.Compile(Network, new PlanOptions { InputShapes = shapes, Leaves = v => States.Contains(v.Name) ? LeafKind.State : LeafKind.Constant });
    }
}
