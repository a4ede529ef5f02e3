using Frugal.Data;
using Frugal.Graphs;
using Frugal.Tensors;
using Frugal.Training;
using Xunit;
using static Frugal.Tests.Training.TrainingSamples;

namespace Frugal.Tests.Training;

public sealed class IncompleteBatchTests
{
    private static readonly TrainerSettings Settings = new() { BatchSize = 20, Epochs = 1, Seed = 5, Optimizer = new Sgd { LearningRate = 0.05, Momentum = 0 }, Schedule = new ConstantSchedule() };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_samples_that_are_left_make_a_step_weighted_by_their_number(bool distils)
    {
        ArrayDataSet data = Quarters(48);
        Loss loss = distils ? new DistillationLoss { TeacherShare = 0.5 } : new CrossEntropyLoss();
        TrainerSettings settings = Settings with { Teacher = distils ? Dense(seed: 8) : null };
        Trainer whole = Trainer(Dense(), data, settings, loss);
        string leaf = whole.TrainedLeaves[0];
        float[] gradient = [];
        Network? before = null;
        whole.AfterStep = context =>
        {
            if (context.Step == 2) before = whole.Snapshot();
            if (context.Step == 3) gradient = context.Gradient(leaf).ToArray();
        };
        whole.Run(null, TestContext.Current.CancellationToken);
        Assert.Equal(3, whole.TotalSteps);

        // The same eight samples as a full batch of their own.
        using var loader = new DataLoader(data, InputSpecification.Raw, new DataLoaderSettings { BatchSize = 20, Seed = 5 });
        for (int i = 0; i < 2; i++) loader.Next();
        DataSet tail = data.Subset(loader.Next().Indices);
        Assert.Equal(8, tail.Count);
        Trainer alone = Trainer(before!, tail, settings with { BatchSize = 8 }, loss);
        float[] full = [];
        alone.AfterStep = context => full = context.Gradient(leaf).ToArray();
        alone.Run(null, TestContext.Current.CancellationToken);
        for (int i = 0; i < full.Length; i++) Assert.Equal(full[i] * 8 / 20, gradient[i], 1e-6);
        Assert.Contains(full, g => Math.Abs(g) > 1e-4);

        float[] trained = Leaf(whole.Snapshot(), leaf), start = Leaf(before!, leaf);
        for (int i = 0; i < trained.Length; i++) Assert.Equal(start[i] - 0.05f * gradient[i], trained[i], 1e-6);
    }

    [Fact]
    public void Batch_statistics_leave_them_out()
    {
        TrainerSettings batch = Settings with { BatchNormalization = BatchNormalizationMode.Batch };
        Assert.Equal(2, Trainer(Convolutional(), Quarters(48), batch).TotalSteps);
        Assert.Equal(3, Trainer(Convolutional(), Quarters(48), Settings).TotalSteps);
        Assert.Equal(3, Trainer(Dense(), Quarters(48), batch).TotalSteps); // nothing there takes statistics
    }
}
