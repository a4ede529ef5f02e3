using Frugal.Data;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Data;

public sealed class SplitTests
{
    /// <summary>Samples whose two pixels tell their index; classes of unequal size.</summary>
    private static ArrayDataSet Unequal(int count)
    {
        byte[] pixels = [.. Enumerable.Range(0, count).SelectMany(i => new[] { (byte)i, (byte)(i >> 8) })];
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % 10 == 0 ? 2 : i % 3 == 0 ? 1 : 0)];
        return ArrayDataSet.From(pixels, new Shape(1, 1, 2), labels);
    }

    private static int[] Identities(DataSet data)
    {
        var buffer = new SampleBuffer();
        return [.. Enumerable.Range(0, data.Count).Select(i =>
        {
            Sample sample = data.GetSample(i, buffer);
            return sample.Bytes[0] + 256 * sample.Bytes[1];
        })];
    }

    [Theory]
    [InlineData(SplitMethod.Random)]
    [InlineData(SplitMethod.Stratified)]
    public void Parts_are_disjoint_and_cover_everything(SplitMethod method)
    {
        DataSet data = Unequal(1000);
        (DataSet train, DataSet validation) = new ValidationSplit { Method = method, Count = 137, Seed = 5 }.Apply(data);
        Assert.Equal((863, 137), (train.Count, validation.Count));
        Assert.Empty(Identities(train).Intersect(Identities(validation)));
        Assert.Equal(Enumerable.Range(0, 1000), Identities(train).Concat(Identities(validation)).Order());
    }

    [Fact]
    public void Stratified_parts_have_the_shares_of_the_whole_within_one_sample()
    {
        DataSet data = Unequal(1000);
        (_, DataSet validation) = new ValidationSplit { Count = 137, Seed = 5 }.Apply(data);
        int[] all = data.ClassCounts(), part = validation.ClassCounts();
        for (int k = 0; k < 3; k++) Assert.InRange(part[k] - all[k] * 0.137, -1, 1);
    }

    [Fact]
    public void Mnist_gives_5000_validation_images_by_default()
    {
        DataSet data = DataSets.Open(TestData.PathOf("mnist")).Train!;
        (DataSet train, DataSet validation) = ValidationSplit.DefaultFor(data, 1).Apply(data);
        Assert.Equal((55_000, 5_000), (train.Count, validation.Count));
        Assert.Equal([494, 562, 496, 511, 487, 452, 493, 522, 487, 496], validation.ClassCounts());
    }

    [Fact]
    public void The_description_reproduces_the_split_and_another_seed_does_not()
    {
        DataSet data = Unequal(500);
        var split = new ValidationSplit { Count = 50, Seed = 9, SourceCount = 500 };
        ValidationSplit read = ValidationSplit.FromMetadata(split.ToMetadata());
        Assert.Equal(split, read);
        Assert.Equal(Identities(split.Apply(data).Validation), Identities(read.Apply(data).Validation));
        Assert.NotEqual(Identities(split.Apply(data).Validation), Identities((split with { Seed = 10 }).Apply(data).Validation));
    }

    [Fact]
    public void A_split_of_other_data_is_noticed()
    {
        var split = new ValidationSplit { Count = 50, SourceCount = 500 };
        Assert.Contains("made for 500 samples, but there are 400", Assert.Throws<DataException>(() => split.Apply(Unequal(400))).Message, StringComparison.Ordinal);
        Assert.Throws<DataException>(() => new ValidationSplit { Count = 400 }.Apply(Unequal(400)));
        Assert.Throws<DataException>(() => new ValidationSplit { Count = 0 }.Apply(Unequal(400)));
        Assert.Throws<FormatException>(() => ValidationSplit.FromMetadata("{ \"kind\": 1 }"));
    }

    [Fact]
    public void Tracks_of_traffic_signs_stay_together_and_classes_keep_their_shares()
    {
        DataSet data = DataSets.Open(TestData.PathOf("gtsrb")).Train!;
        (DataSet train, DataSet validation) = new ValidationSplit { Method = SplitMethod.Grouped, Column = "track", Count = 2000, Seed = 1 }.Apply(data);
        Assert.Equal(data.Count, train.Count + validation.Count);
        Assert.InRange(validation.Count, 1700, 2000);
        HashSet<string> Tracks(DataSet part) => [.. Enumerable.Range(0, part.Count).Select(i => part.ColumnValue("track", i))];
        Assert.Empty(Tracks(train).Intersect(Tracks(validation)));
        int[] all = data.ClassCounts(), chosen = validation.ClassCounts();
        for (int k = 0; k < 43; k++) Assert.InRange(chosen[k] - all[k] * 2000.0 / data.Count, -8.5, 0.5); // whole tracks of 8 frames
    }

    [Fact]
    public void An_unknown_column_is_named_with_the_known_ones()
    {
        DataSet data = DataSets.OpenOne(TestData.PathOf("cifar10/test_exact_524.bin.gz"));
        var error = Assert.Throws<DataException>(() => new ValidationSplit { Method = SplitMethod.Grouped, Column = "site", Count = 100 }.Apply(data));
        Assert.Contains("there is no column 'site'. The side table has the columns group, index", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shifted_validation_moves_every_image_by_at_most_two_pixels_and_always_alike()
    {
        var pixels = new byte[300 * 49];
        for (int i = 0; i < 300; i++) pixels[i * 49 + 24] = 255;
        DataSet data = ArrayDataSet.From(pixels, new Shape(1, 7, 7), new int[300]);
        var split = new ValidationSplit { Method = SplitMethod.Shifted, Seed = 4 };
        (DataSet train, DataSet validation) = split.Apply(data);
        Assert.Same(data, train);
        var first = new SampleBuffer();
        var moves = new HashSet<int>();
        for (int i = 0; i < 300; i++)
        {
            byte[] image = validation.GetSample(i, first).Bytes.ToArray();
            int at = Array.IndexOf(image, (byte)255);
            Assert.InRange(at / 7, 1, 5);
            Assert.InRange(at % 7, 1, 5);
            moves.Add(at);
            Assert.Equal(image, split.Apply(data).Validation.GetSample(i, new SampleBuffer()).Bytes.ToArray());
        }
        Assert.Equal(24, moves.Count); // every move but none
        Assert.DoesNotContain(24, moves);
    }

    [Fact]
    public void Labels_left_aside_leave_the_samples_as_they_are()
    {
        DataSet data = ArrayDataSet.From([1, 2, 3, 4], new Shape(1, 1, 2), [0, 7]), plain = data.WithoutLabels();
        Assert.False(plain.HasLabels);
        Assert.Null(plain.ClassCount);
        Assert.Throws<InvalidOperationException>(() => plain.Label(0));
        Assert.Equal([3, 4], plain.GetSample(1, new SampleBuffer()).Bytes.ToArray());
        Assert.Same(plain, plain.WithoutLabels());
        Assert.False(plain.Shuffled(3).HasLabels);
    }

    [Fact]
    public void Views_join_choose_and_shuffle_without_losing_anything()
    {
        DataSet data = Unequal(100), joined = new ConcatenatedDataSet(data.Take(30), data.Subset([]), data.Subset([99, 50]), data.Subset([]));
        Assert.Equal([.. Enumerable.Range(0, 30), 99, 50], Identities(joined));
        Assert.Equal(data.Label(50), joined.Label(31));
        Assert.Equal(3, joined.ClassCount);
        Assert.NotEqual(Enumerable.Range(0, 100), Identities(data.Shuffled(1)));
        Assert.Equal(Enumerable.Range(0, 100), Identities(data.Shuffled(1)).Order());
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Subset([100]));
        Assert.Throws<DataException>(() => new ConcatenatedDataSet(data, ArrayDataSet.From(new byte[3], new Shape(1, 1, 3), [0])));
    }

    [Fact]
    public void Equal_content_has_an_equal_hash_whatever_view_it_comes_from()
    {
        DataSet data = Unequal(40);
        string hash = DataHash.Of(data);
        Assert.Equal(hash, DataHash.Of(new ConcatenatedDataSet(data.Take(11), data.Subset([.. Enumerable.Range(11, 29)]))));
        Assert.NotEqual(hash, DataHash.Of(data.Shuffled(1)));
        Assert.NotEqual(hash, DataHash.Of(data.Take(39)));
    }
}
