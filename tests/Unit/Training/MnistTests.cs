using Frugal.Data;
using Frugal.Graphs;
using Frugal.Graphs.Architectures;
using Frugal.Runtime;
using Frugal.Training;
using Xunit;

namespace Frugal.Tests.Training;

public sealed class MnistTests
{
    [Fact]
    public void LeNet_300_100_learns_MNIST_in_two_epochs()
    {
        DataSplit data = DataSets.Open(TestData.PathOf("mnist"));
        var settings = new TrainerSettings { BatchSize = 64, Epochs = 2, Optimizer = new Sgd { LearningRate = 0.1 }, Schedule = new OneCycleSchedule() };
        var trainer = new Trainer(Architecture.Find("lenet-300-100").Build(), new CrossEntropyLoss(), data with { Validation = null }, InputSpecification.Default, settings);
        trainer.Run(null, TestContext.Current.CancellationToken);
        Session session = Session.Create(trainer.Snapshot());
        DataSet test = data.Test[0].Data;
        int right = 0;
        foreach (Batch batch in test.Batches(InputSpecification.Default, 500))
            right += BatchScores.CountRight(session.Run(batch.InputTensor)[0], batch.Labels);
        Assert.True(right >= 0.965 * test.Count, $"{right} of {test.Count}");
    }
}
