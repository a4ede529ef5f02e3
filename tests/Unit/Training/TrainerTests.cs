using Frugal.Data;
using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Runtime;
using Frugal.Tensors;
using Frugal.Tests.Graphs;
using Frugal.Training;
using Xunit;
using static Frugal.Tests.Training.TrainingSamples;

namespace Frugal.Tests.Training;

public sealed class TrainerTests
{
    private static readonly TrainerSettings Short = new() { BatchSize = 20, Steps = 30, Optimizer = new Sgd { LearningRate = 0.05 } };

    [Fact]
    public void Training_learns_what_can_be_learned()
    {
        Trainer trainer = Trainer(Convolutional(), Quarters(200), Short with { Steps = 150, Optimizer = new Adam { LearningRate = 0.02 }, BatchNormalization = BatchNormalizationMode.Batch }, validation: Quarters(100, seed: 2));
        TrainingResult result = Run(trainer);
        Assert.True(result.History[^1].Accuracy > 0.95, $"{result.History[^1]}");
        Assert.True(result.FinalLoss < 0.4, $"{result.FinalLoss}");
    }

    [Fact]
    public void The_given_network_and_its_open_sessions_do_not_change()
    {
        Network network = Convolutional();
        byte[] before = AllBytes(network);
        Session session = Session.Create(network);
        DenseTensor x = Networks.Sample(3, 2, 1, 8, 8);
        byte[] answers = session.Run(x)[0].Bytes.ToArray();
        Trainer trainer = Trainer(network, Quarters(60), Short with { BatchNormalization = BatchNormalizationMode.Batch });
        Run(trainer);
        Assert.Equal(before, AllBytes(network));
        Assert.Equal(answers, session.Run(x)[0].Bytes.ToArray());
        Assert.NotEqual(answers, Session.Create(trainer.Snapshot()).Run(x)[0].Bytes.ToArray());
    }

    [Fact]
    public void A_snapshot_does_not_change_when_training_goes_on()
    {
        Network? taken = null;
        byte[] bytes = [];
        Trainer trainer = Trainer(Dense(), Quarters(60), Short);
        trainer.AfterStep = context =>
        {
            if (context.Step != 5) return;
            taken = trainer.Snapshot();
            bytes = AllBytes(taken);
        };
        Run(trainer);
        Assert.Equal(bytes, AllBytes(taken!));
    }

    [Fact]
    public void Early_stopping_restores_the_best_weights()
    {
        Trainer before = Trainer(Dense(), Quarters(60), Short);
        Run(before);
        Network network = before.Snapshot();
        var settings = Short with { Optimizer = new Sgd { LearningRate = 0 }, ValidateEvery = 1, Patience = 3 };
        Trainer trainer = Trainer(network, Quarters(60), settings, validation: Quarters(40, seed: 2));
        var atBest = new byte[0];
        trainer.AfterStep = context =>
        {
            Span<float> bias = context.State<float>(trainer.TrainedLeaves.Last(l => network.Graph.Find(l)!.Constant!.Shape.Rank == 1));
            bias[0] = context.Step == 2 ? 0 : 100 * context.Step; // class 0 wins always but at step 2
            if (context.Step == 2) atBest = AllBytes(trainer.Snapshot());
        };
        TrainingResult result = Run(trainer);
        Assert.Equal(5, result.Steps);
        Assert.Equal(2, result.Best!.Step);
        Assert.Contains("3 validations", result.Stopped!);
        Assert.Equal(atBest, AllBytes(trainer.Snapshot()));
    }

    [Fact]
    public void The_loss_reported_is_the_mean_cross_entropy()
    {
        Assert.Equal(0.40760596, FirstLoss(new CrossEntropyLoss()), 6);
        Assert.Equal(0.50760596, FirstLoss(new CrossEntropyLoss { LabelSmoothing = 0.1 }), 6);

        static double FirstLoss(Loss loss)
        {
            // x = (1, 1) gives the logits 2, 1, 0.
            ArrayDataSet data = ArrayDataSet.From([1f, 1f, 1f, 1f], new Shape(2), [0, 0], 3);
            return Run(Trainer(Linear(1, 1, 0, 1, 0, 0), data, new TrainerSettings { BatchSize = 2, Steps = 1, Optimizer = new Sgd { LearningRate = 0 } }, loss)).FinalLoss;
        }
    }

    [Fact]
    public void A_step_of_plain_gradient_descent_is_the_one_computed_by_hand()
    {
        // One sample x = (1, 2), weights 0: p = 1/2, dL/dW = x (p − y), dL/db = p − y.
        ArrayDataSet data = ArrayDataSet.From([1f, 2f], new Shape(2), [1], 2);
        Trainer trainer = Trainer(Linear(0, 0, 0, 0), data, new TrainerSettings { BatchSize = 1, Steps = 1, Schedule = new ConstantSchedule(), Optimizer = new Sgd { LearningRate = 0.1, Momentum = 0 } });
        Run(trainer);
        Assert.Equal([-0.05f, 0.05f, -0.1f, 0.1f], Leaf(trainer.Snapshot(), "w").Select(w => MathF.Round(w, 6)));
        Assert.Equal([-0.05f, 0.05f], Leaf(trainer.Snapshot(), "b").Select(w => MathF.Round(w, 6)));
    }

    [Fact]
    public void Clipping_bounds_the_norm_of_the_step()
    {
        ArrayDataSet data = ArrayDataSet.From([300f, 400f], new Shape(2), [1], 2);
        Trainer trainer = Trainer(Linear(0, 0, 0, 0), data, new TrainerSettings { BatchSize = 1, Steps = 1, ClipNorm = 2, Schedule = new ConstantSchedule(), Optimizer = new Sgd { LearningRate = 0.1, Momentum = 0 } });
        Run(trainer);
        double norm = Math.Sqrt(Leaf(trainer.Snapshot(), "w").Concat(Leaf(trainer.Snapshot(), "b")).Sum(w => (double)w * w));
        Assert.Equal(0.2, norm, 5);
    }

    [Fact]
    public void Policies_decide_what_is_trained_decayed_and_how_fast()
    {
        var leaves = new Dictionary<string, LeafPolicy> { ["b"] = LeafPolicy.Constant, ["w"] = new() { LearningRateScale = 0.5, WeightDecay = false } };
        ArrayDataSet data = ArrayDataSet.From([1f, 2f], new Shape(2), [1], 2);
        var settings = new TrainerSettings { BatchSize = 1, Steps = 1, Leaves = leaves, Schedule = new ConstantSchedule(), Optimizer = new Sgd { LearningRate = 0.1, WeightDecay = 10, Momentum = 0 } };
        Trainer trainer = Trainer(Linear(0, 0, 0, 0), data, settings);
        Assert.Equal(["w"], trainer.TrainedLeaves);
        Run(trainer);
        Assert.Equal([0f, 0f], Leaf(trainer.Snapshot(), "b"));
        Assert.Equal([-0.025f, 0.025f, -0.05f, 0.05f], Leaf(trainer.Snapshot(), "w").Select(w => MathF.Round(w, 6)));
    }

    [Fact]
    public void Distillation_needs_no_labels_and_leads_to_the_teachers_answers()
    {
        Trainer taught = Trainer(Dense(seed: 5), Quarters(300), Short);
        Run(taught);
        Network teacher = taught.Snapshot();
        DataSet unlabelled = Quarters(300, labels: false), validation = Quarters(100, seed: 2, labels: false);
        Assert.Equal(0, Run(Trainer(teacher, unlabelled, Short with { Teacher = teacher, Steps = 1 }, new DistillationLoss())).FinalLoss, 5);
        TrainingResult result = Run(Trainer(Dense(seed: 6), unlabelled, Short with { Teacher = teacher, Steps = 200 }, new DistillationLoss(), validation));
        Assert.True(result.History[^1].Accuracy > 0.9, $"{result.History[^1]}");
    }

    [Fact]
    public void A_mixed_loss_weighs_teacher_and_labels()
    {
        // The student is its own teacher: only (1 − α) times the cross-entropy is left.
        ArrayDataSet data = ArrayDataSet.From([1f, 1f], new Shape(2), [0], 3);
        Network network = Linear(1, 1, 0, 1, 0, 0);
        var settings = new TrainerSettings { BatchSize = 1, Steps = 1, Teacher = network };
        Assert.Equal(0.25 * 0.40760596, Run(Trainer(network, data, settings, new DistillationLoss { TeacherShare = 0.75 })).FinalLoss, 5);
    }

    [Fact]
    public void A_loss_that_is_not_finite_stops_training_with_advice()
    {
        Trainer trainer = Trainer(Dense(), Quarters(60), Short with { Optimizer = new Sgd { LearningRate = 1e30 } });
        Assert.Contains("learning rate", Assert.Throws<TrainingException>(() => Run(trainer)).Message);
    }

    [Fact]
    public void Labels_that_are_missing_are_reported_before_training()
    {
        Assert.Contains("labels", Assert.Throws<DataException>(() => Trainer(Dense(), Quarters(20, labels: false), Short)).Message);
        Assert.Contains("validation", Assert.Throws<DataException>(() => Trainer(Dense(), Quarters(20), Short, validation: Quarters(20, labels: false))).Message);
    }

    [Fact]
    public void Data_of_another_shape_are_reported_with_both_shapes()
    {
        string message = Assert.Throws<DataException>(() => Trainer(Dense(), Quarters(20, side: 10), Short)).Message;
        Assert.Contains("[1,10,10]", message);
        Assert.Contains("8", message);
    }

    [Fact]
    public void Cancelling_ends_after_the_step_and_keeps_the_weights_so_far()
    {
        using var cancellation = new CancellationTokenSource();
        Trainer trainer = Trainer(Dense(), Quarters(60), Short);
        byte[] bytes = [];
        trainer.AfterStep = context =>
        {
            if (context.Step == 3) cancellation.Cancel();
            bytes = AllBytes(trainer.Snapshot());
            Assert.True(context.Step <= 3);
        };
        Assert.Throws<OperationCanceledException>(() => trainer.Run(null, cancellation.Token));
        Assert.Equal(bytes, AllBytes(trainer.Snapshot()));
    }

    [Fact]
    public void After_step_sees_every_step_its_gradients_and_the_same_random_numbers_again()
    {
        (long Step, uint Random, float Gradient)[] Watch()
        {
            var seen = new List<(long, uint, float)>();
            Trainer trainer = Trainer(Dense(), Quarters(60), Short with { Steps = 4 });
            trainer.AfterStep = context =>
            {
                RandomStream random = context.Random;
                seen.Add((context.Step, random.NextUInt32(), context.Gradient(trainer.TrainedLeaves[0]).ToArray().Max()));
                Assert.Equal(4, context.TotalSteps);
            };
            Run(trainer);
            return [.. seen];
        }
        var first = Watch();
        Assert.Equal([1L, 2, 3, 4], first.Select(s => s.Step));
        Assert.Equal(4, first.Select(s => s.Random).Distinct().Count());
        Assert.All(first, s => Assert.True(s.Gradient > 0));
        Assert.Equal(first, Watch());
    }

    [Fact]
    public void Progress_is_told_at_each_validation()
    {
        var told = new List<TrainingProgress>();
        Trainer trainer = Trainer(Dense(), Quarters(60), Short with { Steps = 6, ValidateEvery = 2 }, validation: Quarters(20, seed: 2));
        trainer.Run(new Telling(told), TestContext.Current.CancellationToken);
        Assert.Equal([2L, 4, 6], told.Where(t => t.Validation?.Step == t.Step).Select(t => t.Step));
        Assert.Equal(2, told[^1].Epoch, 6);
        Assert.Equal(TimeSpan.Zero, told[^1].Remaining);
    }

    [Fact]
    public void Batch_statistics_reach_the_snapshot_and_frozen_ones_stay()
    {
        Network network = Convolutional();
        string mean = network.Graph.Nodes.First(n => n.Operator.Id.Name == "BatchNormalization").Inputs[3]!.Name;
        string variance = network.Graph.Nodes.First(n => n.Operator.Id.Name == "BatchNormalization").Inputs[4]!.Name;
        ArrayDataSet data = Quarters(16);
        Trainer frozen = Trainer(network, data, Short with { BatchSize = 16, Steps = 3 });
        Run(frozen);
        Assert.Equal(Leaf(network, mean), Leaf(frozen.Snapshot(), mean));

        Trainer batch = Trainer(network, data, Short with { BatchSize = 16, Steps = 1, BatchNormalization = BatchNormalizationMode.Batch });
        Run(batch);
        var (means, variances) = StatisticsOfFirstConvolution(network, data);
        float[] newMean = Leaf(batch.Snapshot(), mean), newVariance = Leaf(batch.Snapshot(), variance);
        double samples = 16 * 64;
        for (int c = 0; c < means.Length; c++)
        {
            Assert.Equal(0.1 * means[c], newMean[c], 5);
            Assert.Equal(0.9 + 0.1 * variances[c] * samples / (samples - 1), newVariance[c], 5);
        }
    }

    private static (double[] Means, double[] Variances) StatisticsOfFirstConvolution(Network network, ArrayDataSet data)
    {
        Network cut = network.Clone();
        Value convolved = cut.Graph.Nodes.First(n => n.Operator.Id.Name == "Conv").Output;
        cut.Graph.SetOutput(0, convolved);
        var batch = new Batch(InputSpecification.Raw);
        data.Read([.. Enumerable.Range(0, data.Count)], batch);
        DenseTensor y = Networks.Run(cut, batch.InputTensor);
        int channels = y.Shape[1], plane = y.Shape[2] * y.Shape[3];
        double[] values = y.ToDoubles();
        double[][] perChannel = [.. Enumerable.Range(0, channels).Select(c => values.Where((_, i) => i / plane % channels == c).ToArray())];
        return ([.. perChannel.Select(v => v.Average())], [.. perChannel.Select(v => v.Sum(x => (x - v.Average()) * (x - v.Average())) / v.Length)]);
    }

    private static TrainingResult Run(Trainer trainer) => trainer.Run(null, TestContext.Current.CancellationToken);

    private sealed class Telling(List<TrainingProgress> told) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => told.Add(value);
    }
}
