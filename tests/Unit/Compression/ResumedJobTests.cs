using Frugal.Compression;
using Frugal.Tests.Data;
using Xunit;

namespace Frugal.Tests.Compression;

public sealed class ResumedJobTests
{
    private static readonly Lazy<(byte[] File, string Recipe, long Readings)> Whole = new(() =>
    {
        var train = new CountingDataSet(SmallJob.Train);
        CompressionResult result = SmallJob.Run(SmallJob.Recipe, data: SmallJob.Data with { Train = train });
        return (result.File, RecipeJson.Write(result.Recipe), train.Readings);
    });

    [Theory]
    [InlineData(0.1, 1)]
    [InlineData(0.35, 2)]
    [InlineData(0.6, 1)]
    [InlineData(0.8, 2)]
    [InlineData(0.95, 1)]
    public void A_run_that_was_interrupted_anywhere_and_resumed_gives_the_bytes_of_one_that_was_not(double share, int threads)
    {
        using var folder = new TemporaryFolder();
        string work = Path.Combine(folder.Path, "work");

        CompressionResult interrupted = Interrupt(work, share, out long readings);
        Assert.True(interrupted.Interrupted);
        Assert.True(CompressionJob.CanResume(work));
        var rest = new CountingDataSet(SmallJob.Train);
        CompressionResult resumed = SmallJob.Run(SmallJob.Recipe, SmallJob.Options(work, threads) with { Resume = true }, SmallJob.Data with { Train = rest });

        Assert.Equal(Whole.Value.File, resumed.File);
        Assert.Equal(Whole.Value.Recipe, RecipeJson.Write(resumed.Recipe));
        Assert.False(Directory.Exists(work));
        // What was done before is not done again, but for the batches prepared ahead and the hash of the data.
        Assert.InRange(rest.Readings, 0, Whole.Value.Readings - readings + 3 * SmallJob.Train.Count);
    }

    [Fact]
    public void A_run_that_was_interrupted_twice_can_be_resumed()
    {
        using var folder = new TemporaryFolder();
        string work = Path.Combine(folder.Path, "work");
        Interrupt(work, 0.2, out _);
        using var cancellation = new CancellationTokenSource();
        var train = new CountingDataSet(SmallJob.Train, (long)(0.4 * Whole.Value.Readings), cancellation.Cancel);

        Assert.True(SmallJob.RunUntil(SmallJob.Recipe, SmallJob.Options(work) with { Resume = true }, SmallJob.Data with { Train = train }, cancellation.Token).Interrupted);

        Assert.Equal(Whole.Value.File, SmallJob.Run(SmallJob.Recipe, SmallJob.Options(work) with { Resume = true }).File);
    }

    [Fact]
    public void Another_recipe_and_other_data_are_refused_by_name_and_without_resume_the_run_begins_anew()
    {
        using var folder = new TemporaryFolder();
        string work = Path.Combine(folder.Path, "work");
        Interrupt(work, 0.3, out _);
        JobOptions resume = SmallJob.Options(work) with { Resume = true };

        var seed = Assert.Throws<CompressionException>(() => SmallJob.Run(SmallJob.Recipe with { Seed = 5 }, resume));
        Assert.Contains("recipe, seed or allowance", seed.Message);
        Assert.Contains("--resume", seed.Message);
        var data = Assert.Throws<CompressionException>(() => SmallJob.Run(SmallJob.Recipe, resume, SmallJob.Data with { Train = SmallJob.Train.Take(300) }));
        Assert.Contains("another data", data.Message);
        var limit = Assert.Throws<CompressionException>(() => SmallJob.Run(SmallJob.Recipe, resume with { TimeLimit = TimeSpan.FromMinutes(5) }));
        Assert.Contains("time limit", limit.Message);

        Assert.Equal(Whole.Value.File, SmallJob.Run(SmallJob.Recipe, SmallJob.Options(work)).File);
    }

    [Fact]
    public void A_damaged_journal_is_refused_with_its_path()
    {
        using var folder = new TemporaryFolder();
        string work = Path.Combine(folder.Path, "work");
        Interrupt(work, 0.6, out _);
        string leaves = Directory.GetFiles(work, "done-*.npz")[0];
        File.WriteAllBytes(leaves, File.ReadAllBytes(leaves)[..200]);

        var error = Assert.Throws<CompressionException>(() => SmallJob.Run(SmallJob.Recipe, SmallJob.Options(work) with { Resume = true }));

        Assert.Contains(leaves, error.Message);
    }

    [Fact]
    public void Files_of_others_in_the_work_folder_are_left_alone()
    {
        using var folder = new TemporaryFolder();
        string other = Path.Combine(folder.Path, "mine.txt");
        File.WriteAllText(other, "mine");

        SmallJob.Run(SmallJob.Recipe with { Control = null, Steps = [new WeightSharingSettings { Levels = 3 }] }, SmallJob.Options(folder.Path));

        Assert.Equal([other], Directory.GetFileSystemEntries(folder.Path));
    }

    private static CompressionResult Interrupt(string work, double share, out long readings)
    {
        using var cancellation = new CancellationTokenSource();
        readings = (long)(share * Whole.Value.Readings);
        var train = new CountingDataSet(SmallJob.Train, readings, cancellation.Cancel);
        return SmallJob.RunUntil(SmallJob.Recipe, SmallJob.Options(work), SmallJob.Data with { Train = train }, cancellation.Token);
    }
}
