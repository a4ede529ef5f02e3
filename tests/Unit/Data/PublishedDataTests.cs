using System.Globalization;
using Frugal.Data;
using Xunit;

namespace Frugal.Tests.Data;

/// <summary>Facts that were published or measured elsewhere about data sets that everybody knows.</summary>
public sealed class PublishedDataTests
{
    [Fact]
    public void Mnist_has_its_known_labels_sums_and_class_counts()
    {
        DataSplit split = DataSets.Open(TestData.PathOf("mnist"));
        DataSet train = split.Train!, test = Assert.Single(split.Test).Data;
        Assert.Equal((60_000, 10_000, "test"), (train.Count, test.Count, split.Test[0].Name));
        Assert.Equal([5, 0, 4, 1, 9, 2, 1, 3, 1, 4], train.Labels()[..10]);
        Assert.Equal([7, 2, 1, 0, 4, 1, 4, 9, 5, 9], test.Labels()[..10]);
        Assert.Equal([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949], train.ClassCounts());
        Assert.Equal((1_567_298_545, 264_923_200), (Sum(train), Sum(test)));
        Assert.Equal((10, 10), (train.ClassCount, test.ClassCount));
    }

    [Fact]
    public void Mnist_images_over_255_have_the_known_mean_and_deviation()
    {
        DataSet train = DataSets.Open(TestData.PathOf("mnist")).Train!;
        double sum = 0, squares = 0;
        foreach (Batch batch in train.Batches(InputSpecification.Default, 1000))
        {
            foreach (float x in batch.Inputs)
            {
                sum += x;
                squares += (double)x * x;
            }
        }
        double mean = sum / (60_000 * 784.0);
        Assert.Equal(0.130660, mean, 6);
        Assert.Equal(0.308108, Math.Sqrt(squares / (60_000 * 784.0) - mean * mean), 6);
    }

    [Theory]
    [InlineData("mnist/train-images-idx3-ubyte.gz", "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db")]
    [InlineData("mnist/train-labels-idx1-ubyte.gz", "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5")]
    [InlineData("mnist/t10k-images-idx3-ubyte.gz", "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7")]
    [InlineData("mnist/t10k-labels-idx1-ubyte.gz", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2")]
    [InlineData("cifar10/data_batch_1.bin.gz", "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5")]
    [InlineData("cifar10/test_exact_524.bin.gz", "c7158fa18e2333628551b551ff02ddf8cf461f2c1fa6f50e0f5464ba3e4a4603")]
    [InlineData("cifar10/test_jpeg_5000.bin.gz", "815f5377ca922c484345b8fede45621bed1d12d8f2913b9371ef68ee498dc663")]
    [InlineData("gtsrb/train.bin.gz", "158c49d110b686ffa534e71938e6768afd0a2f5eb7af3228a0305f5b9c0e5c59")]
    [InlineData("gtsrb/test.bin.gz", "97c5c97dae95c83870c84749b222d6eb9405e268406914a13c9638c9313424d6")]
    public void Decompressed_files_have_the_published_hashes(string file, string expected) =>
        Assert.Equal(expected, DataHash.OfFile(TestData.PathOf(file)));

    [Fact]
    public void Cifar_folder_gives_the_training_batch_and_two_test_sets_with_columns()
    {
        DataSplit split = DataSets.Open(TestData.PathOf("cifar10"));
        DataSet train = split.Train!;
        Assert.Equal(["test_exact_524", "test_jpeg_5000"], split.Test.Select(t => t.Name));
        (DataSet exact, DataSet jpeg) = (split.Test[0].Data, split.Test[1].Data);
        Assert.Equal((10_000, 524, 5_000), (train.Count, exact.Count, jpeg.Count));
        Assert.Equal([6, 9, 9, 4, 1, 1, 2, 7, 8, 3], train.Labels()[..10]);
        Assert.Equal([1005, 974, 1032, 1016, 999, 937, 1030, 1001, 1025, 981], train.ClassCounts());
        Assert.Equal([55, 45, 63, 56, 41, 44, 58, 53, 61, 48], exact.ClassCounts());
        Assert.Equal([490, 508, 496, 530, 493, 489, 507, 489, 513, 485], jpeg.ClassCounts());
        Assert.Equal((3_718_380_578, 194_519_513, 1_864_081_224), (Sum(train), Sum(exact), Sum(jpeg)));
        Assert.Equal((59, 62, 63), Pixel(train, 0, 0));
        Assert.Equal((43, 46, 45), Pixel(train, 0, 1));
        Assert.Equal((167, 198, 131), Pixel(train, 9_999, 1023));
        Assert.Equal((51, 43, 62), Pixel(exact, 0, 0));
        Assert.Equal(["group", "index"], exact.Columns);
        Assert.Equal((8, "1", "999"), (exact.Label(523), exact.ColumnValue("group", 523), exact.ColumnValue("index", 523)));
        Assert.Equal(524, Enumerable.Range(0, 5_000).Count(i => jpeg.ColumnValue("twin", i) != "65535"));
    }

    [Fact]
    public void Traffic_signs_have_43_classes_and_tracks()
    {
        DataSplit split = DataSets.Open(TestData.PathOf("gtsrb"));
        DataSet train = split.Train!, test = Assert.Single(split.Test).Data;
        Assert.Equal((10_455, 3_500, 43, 43), (train.Count, test.Count, train.ClassCount, test.ClassCount));
        Assert.Equal([36, 10, 9, 12, 9, 16, 2, 38, 9, 40], train.Labels()[..10]);
        Assert.Equal([16, 33, 7, 9, 9, 1, 10, 11, 23, 12], test.Labels()[..10]);
        Assert.Equal(("1189", "10"), (train.ColumnValue("track", 0), train.ColumnValue("frame", 0)));
        Assert.Equal((177, 195, 206), Pixel(train, 0, 0));
        Assert.Equal((2_660_285_045, 894_304_311), (Sum(train), Sum(test)));
        Assert.Equal((56, 600), (train.ClassCounts().Min(), train.ClassCounts().Max()));
        Assert.Equal("12629", test.ColumnValue("index", 3_499));
    }

    [Fact]
    public void Pixels_over_256_are_the_reference_inputs_of_LeNet()
    {
        string path = TestData.PathOf("models/lenet5.ref.npz");
        DataSet reference = DataSets.OpenOne(path);
        DataSet test = DataSets.Open(TestData.PathOf("mnist")).Test[0].Data.Take(32);
        var expected = new Batch(InputSpecification.DefaultFor(reference));
        var actual = new Batch(InputSpecification.Default.WithFlags(scale: "1/256"));
        int[] all = [.. Enumerable.Range(0, 32)];
        reference.Read(all, expected);
        test.Read(all, actual);
        Assert.Equal(expected.Labels.ToArray(), actual.Labels.ToArray());
        Assert.Equal(expected.Inputs.ToArray(), actual.Inputs.ToArray());
        Assert.Equal("[32,1,28,28]", actual.InputTensor.Shape.ToString());
    }

    [Fact]
    public void Channel_means_and_deviations_give_the_reference_inputs_of_ResNet()
    {
        DataSet reference = DataSets.OpenOne(TestData.PathOf("models/resnet20_cifar10.ref.npz"));
        DataSet train = DataSets.OpenOne(TestData.PathOf("cifar10/data_batch_1.bin.gz")).Take(16);
        var expected = new Batch(InputSpecification.Raw);
        var actual = new Batch(InputSpecification.Default.WithFlags(mean: "0.485,0.456,0.406", std: "0.229,0.224,0.225"));
        int[] all = [.. Enumerable.Range(0, 16)];
        reference.Read(all, expected);
        train.Read(all, actual);
        for (int i = 0; i < expected.Inputs.Length; i++) Assert.Equal(expected.Inputs[i], actual.Inputs[i], 5e-7f);
    }

    [Fact]
    public void Cifar_channels_have_the_published_means_and_deviations()
    {
        DataSet train = DataSets.OpenOne(TestData.PathOf("cifar10/data_batch_1.bin.gz"));
        var buffer = new SampleBuffer();
        var sums = new double[3];
        var squares = new double[3];
        for (int i = 0; i < train.Count; i++)
        {
            Sample sample = train.GetSample(i, buffer);
            for (int c = 0; c < 3; c++)
            {
                foreach (byte b in sample.Bytes.Slice(1024 * c, 1024))
                {
                    sums[c] += b / 255.0;
                    squares[c] += b / 255.0 * (b / 255.0);
                }
            }
        }
        double n = train.Count * 1024.0;
        double[] means = [.. sums.Select(s => s / n)], deviations = [.. squares.Select((s, c) => Math.Sqrt(s / n - means[c] * means[c]))];
        Assert.Equal("0.493458 0.483375 0.447179", Text(means));
        Assert.Equal("0.247621 0.244585 0.262611", Text(deviations));
    }

    private static string Text(double[] values) => string.Join(' ', values.Select(v => v.ToString("F6", CultureInfo.InvariantCulture)));

    private static long Sum(DataSet data)
    {
        var buffer = new SampleBuffer();
        long sum = 0;
        for (int i = 0; i < data.Count; i++)
        {
            foreach (byte b in data.GetSample(i, buffer).Bytes) sum += b;
        }
        return sum;
    }

    private static (int, int, int) Pixel(DataSet data, int index, int position)
    {
        Sample sample = data.GetSample(index, new SampleBuffer());
        return (sample.Bytes[position], sample.Bytes[1024 + position], sample.Bytes[2048 + position]);
    }
}
