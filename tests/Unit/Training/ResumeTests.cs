using Frugal.Data;
using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Tests.Data;
using Frugal.Training;
using Xunit;

namespace Frugal.Tests.Training;

public sealed class ResumeTests
{
    // 40 samples in batches of 12: an epoch has three steps, so that the fourth is in the middle of the second.
    private static readonly TrainerSettings Settings = new()
    {
        BatchSize = 12,
        Steps = 10,
        Optimizer = new Sgd { LearningRate = 0.05, WeightDecay = 1e-3 },
        Schedule = new OneCycleSchedule(),
        BatchNormalization = BatchNormalizationMode.Batch,
        Augmentation = new Augmentation { Shift = 1, HorizontalFlip = true },
        ValidateEvery = 3,
        KeepBest = true,
        ClipNorm = 5,
    };

    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 4)]
    [InlineData(7, 4)]
    [InlineData(2, 3)]
    [InlineData(1, 9)]
    [Trait("Instructions", "Forced")]
    public void A_run_that_was_interrupted_ends_with_the_bits_of_one_that_was_not(int threads, int interruptedAt)
    {
        using var folder = new TemporaryFolder();
        using var pool = new WorkerPool(threads);
        byte[] straight = Run(Settings with { Pool = new WorkerPool(1) }, out TrainingResult expected);
        TrainerSettings settings = Settings with { Pool = pool, Checkpoint = Path.Combine(folder.Path, "checkpoint.npz") };

        using var cancellation = new CancellationTokenSource();
        Trainer first = Make(settings);
        first.AfterStep = context => { if (context.Step == interruptedAt) cancellation.Cancel(); };
        Assert.Throws<OperationCanceledException>(() => first.Run(null, cancellation.Token));

        Trainer second = Make(settings);
        Assert.True(second.Resume());
        TrainingResult result = second.Run(null, TestContext.Current.CancellationToken);
        Assert.Equal(straight, TrainingSamples.AllBytes(second.Snapshot()));
        Assert.Equal(expected.History, result.History);
        Assert.Equal(expected.Best, result.Best);
        Assert.Equal(expected.FinalLoss, result.FinalLoss);
    }

    [Theory]
    [InlineData(1, 4)] // right after the step of the incomplete batch
    [InlineData(7, 3)] // right before it
    [Trait("Instructions", "Forced")]
    public void Incomplete_batches_are_resumed_with_the_same_bits_too(int threads, int interruptedAt)
    {
        using var folder = new TemporaryFolder();
        using var pool = new WorkerPool(threads);
        TrainerSettings frozen = Settings with { BatchNormalization = BatchNormalizationMode.Frozen, Optimizer = new Adam { LearningRate = 0.01 } };
        byte[] straight = Run(frozen with { Pool = new WorkerPool(1) }, out _);
        TrainerSettings settings = frozen with { Pool = pool, Checkpoint = Path.Combine(folder.Path, "checkpoint.npz") };
        using var cancellation = new CancellationTokenSource();
        Trainer first = Make(settings);
        first.AfterStep = context => { if (context.Step == interruptedAt) cancellation.Cancel(); };
        Assert.Throws<OperationCanceledException>(() => first.Run(null, cancellation.Token));
        Trainer second = Make(settings);
        Assert.True(second.Resume());
        second.Run(null, TestContext.Current.CancellationToken);
        Assert.Equal(straight, TrainingSamples.AllBytes(second.Snapshot()));
    }

    [Fact]
    public void Moments_of_Adam_are_resumed_too()
    {
        using var folder = new TemporaryFolder();
        TrainerSettings settings = Settings with { Optimizer = new Adam { LearningRate = 0.01 }, Schedule = new CosineSchedule { WarmupSteps = 3 }, CheckpointEvery = 4, ValidateEvery = 100 };
        byte[] straight = Run(settings, out _);
        settings = settings with { Checkpoint = Path.Combine(folder.Path, "checkpoint.npz") };
        Trainer first = Make(settings);
        first.AfterStep = context => { if (context.Step == 6) throw new InvalidOperationException("the power went out"); };
        Assert.Throws<InvalidOperationException>(() => first.Run(null, TestContext.Current.CancellationToken));
        Trainer second = Make(settings);
        Assert.True(second.Resume()); // from step 4
        second.Run(null, TestContext.Current.CancellationToken);
        Assert.Equal(straight, TrainingSamples.AllBytes(second.Snapshot()));
    }

    [Fact]
    public void Without_a_file_there_is_nothing_to_resume()
    {
        using var folder = new TemporaryFolder();
        Assert.False(Make(Settings).Resume());
        Assert.False(Make(Settings with { Checkpoint = Path.Combine(folder.Path, "none.npz") }).Resume());
    }

    [Fact]
    public void A_checkpoint_of_another_training_is_refused()
    {
        using var folder = new TemporaryFolder();
        TrainerSettings settings = Settings with { Checkpoint = Path.Combine(folder.Path, "checkpoint.npz") };
        Make(settings).Run(null, TestContext.Current.CancellationToken);
        Assert.Contains("other settings", Assert.Throws<TrainingException>(() => Make(settings with { Seed = 99 }).Resume()).Message);
        Assert.Throws<TrainingException>(() => Make(settings with { Optimizer = new Sgd { LearningRate = 0.04 } }).Resume());
        Assert.Throws<TrainingException>(() => Make(settings, new CrossEntropyLoss { LabelSmoothing = 0.1 }).Resume());
        Assert.Throws<TrainingException>(() => Make(settings with { Schedule = new StepSchedule() }).Resume());
    }

    [Fact]
    public void A_damaged_checkpoint_is_named_as_such()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "checkpoint.npz");
        TrainerSettings settings = Settings with { Checkpoint = path };
        Make(settings).Run(null, TestContext.Current.CancellationToken);
        byte[] whole = File.ReadAllBytes(path);
        foreach (int length in (int[])[0, 10, whole.Length / 2, whole.Length - 1])
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Contains("damaged", Assert.Throws<TrainingException>(() => Make(settings).Resume()).Message);
        }
    }

    [Fact]
    [Trait("Instructions", "Forced")]
    public void The_number_of_threads_does_not_change_a_bit()
    {
        byte[] one = Run(Settings with { Pool = new WorkerPool(1) }, out _);
        foreach (int threads in (int[])[2, 7])
        {
            using var pool = new WorkerPool(threads);
            Assert.Equal(one, Run(Settings with { Pool = pool, DataWorkers = 3 }, out _));
        }
    }

    private static Trainer Make(TrainerSettings settings, Loss? loss = null) =>
        TrainingSamples.Trainer(TrainingSamples.Convolutional(), TrainingSamples.Quarters(40), settings, loss, TrainingSamples.Quarters(20, seed: 9));

    private static byte[] Run(TrainerSettings settings, out TrainingResult result)
    {
        Trainer trainer = Make(settings);
        result = trainer.Run(null, TestContext.Current.CancellationToken);
        return TrainingSamples.AllBytes(trainer.Snapshot());
    }
}
