using Frugal.Data;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Data;

public sealed class DataLoaderTests
{
    private static readonly Augmentation Everything = new() { Shift = 2, HorizontalFlip = true, Cutout = 3 };

    /// <summary>Images whose pixels tell sample, row and column.</summary>
    private static ArrayDataSet Numbered(int count, int side = 6)
    {
        var pixels = new byte[count * side * side];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)(i * 31 + i / 7);
        return ArrayDataSet.From(pixels, new Shape(1, side, side), [.. Enumerable.Range(0, count).Select(i => i % 3)]);
    }

    private static List<(int[] Indices, float[] Inputs, int[] Labels)> Take(DataLoader loader, int batches)
    {
        var taken = new List<(int[], float[], int[])>();
        for (int i = 0; i < batches; i++)
        {
            Batch batch = loader.Next();
            taken.Add((batch.Indices.ToArray(), batch.Inputs.ToArray(), batch.Labels.ToArray()));
        }
        return taken;
    }

    [Fact]
    public void Every_epoch_reads_each_sample_once_in_another_order()
    {
        using var loader = new DataLoader(Numbered(23), InputSpecification.Default, new DataLoaderSettings { BatchSize = 5, Seed = 3 });
        Assert.Equal(5, loader.BatchesPerEpoch);
        int[] first = [.. Take(loader, 5).SelectMany(b => b.Indices)], second = [.. Take(loader, 5).SelectMany(b => b.Indices)];
        Assert.Equal(Enumerable.Range(0, 23), first.Order());
        Assert.Equal(Enumerable.Range(0, 23), second.Order());
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void Dropping_the_last_batch_gives_full_batches_only()
    {
        using var loader = new DataLoader(Numbered(23), InputSpecification.Default, new DataLoaderSettings { BatchSize = 5, DropLast = true });
        Assert.Equal(4, loader.BatchesPerEpoch);
        Assert.All(Take(loader, 9), b => Assert.Equal(5, b.Labels.Length));
        Assert.Equal(new DataPosition(2, 1), loader.Position);
    }

    [Fact]
    public void Without_shuffling_the_order_is_that_of_the_data()
    {
        using var loader = new DataLoader(Numbered(10), InputSpecification.Default, new DataLoaderSettings { BatchSize = 4, Shuffle = false });
        Assert.Equal(Enumerable.Range(0, 10), Take(loader, 3).SelectMany(b => b.Indices));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(5, 16)]
    public void Any_number_of_workers_gives_the_same_batches(int workers, int queue)
    {
        DataSet data = Numbered(40);
        var settings = new DataLoaderSettings { BatchSize = 7, Seed = 5, Augmentation = Everything, Workers = 0 };
        using var alone = new DataLoader(data, InputSpecification.Default, settings);
        using var many = new DataLoader(data, InputSpecification.Default, settings with { Workers = workers, QueueLength = queue });
        foreach ((var expected, var actual) in Take(alone, 30).Zip(Take(many, 30)))
        {
            Assert.Equal(expected.Indices, actual.Indices);
            Assert.Equal(expected.Inputs, actual.Inputs);
            Assert.Equal(expected.Labels, actual.Labels);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(13)]
    public void A_loader_resumed_at_a_position_continues_bit_for_bit(int before)
    {
        DataSet data = Numbered(40);
        var settings = new DataLoaderSettings { BatchSize = 7, Seed = 5, Augmentation = Everything, Workers = 2 };
        using var straight = new DataLoader(data, InputSpecification.Default, settings);
        Take(straight, before);
        using var resumed = new DataLoader(data, InputSpecification.Default, settings, straight.Position);
        foreach ((var expected, var actual) in Take(straight, 10).Zip(Take(resumed, 10)))
        {
            Assert.Equal(expected.Indices, actual.Indices);
            Assert.Equal(expected.Inputs, actual.Inputs);
        }
    }

    [Fact]
    public void Augmentation_depends_on_seed_epoch_and_index_but_not_on_batch_size()
    {
        DataSet data = Numbered(12);
        float[][] Images(int batchSize, ulong seed, int epoch)
        {
            var settings = new DataLoaderSettings { BatchSize = batchSize, Seed = seed, Augmentation = Everything };
            using var loader = new DataLoader(data, InputSpecification.Default, settings, new DataPosition(epoch, 0));
            var images = new float[12][];
            for (int b = 0; b < loader.BatchesPerEpoch; b++)
            {
                Batch batch = loader.Next();
                for (int i = 0; i < batch.Count; i++) images[batch.Indices[i]] = batch.InputOf(i).ToArray();
            }
            return images;
        }
        float[][] expected = Images(4, 1, 2);
        Assert.Equal(expected, Images(5, 1, 2));
        Assert.NotEqual(expected, Images(4, 1, 3));
        Assert.NotEqual(expected, Images(4, 2, 2));
    }

    [Fact]
    public void Random_shifts_reach_every_move_about_equally_often()
    {
        var image = new byte[25];
        image[12] = 255;
        byte[] pixels = [.. Enumerable.Repeat(image, 5000).SelectMany(p => p)];
        using var loader = new DataLoader(ArrayDataSet.From(pixels, new Shape(1, 5, 5)), InputSpecification.Default,
            new DataLoaderSettings { BatchSize = 5000, Augmentation = new Augmentation { Shift = 2 } });
        Batch batch = loader.Next();
        var counts = new int[25];
        for (int i = 0; i < batch.Count; i++) counts[batch.InputOf(i).IndexOf(1f)]++;
        Assert.All(counts, c => Assert.InRange(c, 140, 260)); // 200 expected, deviation 14
    }

    [Fact]
    public void Flipping_mirrors_about_half_of_the_images()
    {
        byte[] pixels = [.. Enumerable.Repeat(new byte[] { 1, 2, 3 }, 4000).SelectMany(p => p)];
        using var loader = new DataLoader(ArrayDataSet.From(pixels, new Shape(1, 1, 3)), InputSpecification.Raw,
            new DataLoaderSettings { BatchSize = 4000, Augmentation = new Augmentation { HorizontalFlip = true } });
        Batch batch = loader.Next();
        int flipped = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            float[] image = batch.InputOf(i).ToArray();
            Assert.True(image is [1, 2, 3] or [3, 2, 1]);
            if (image[0] == 3) flipped++;
        }
        Assert.InRange(flipped, 1850, 2150);
    }

    [Theory]
    [InlineData(TensorLayout.Nchw)]
    [InlineData(TensorLayout.Nhwc)]
    [InlineData(TensorLayout.Flat)]
    public void Cutout_sets_one_square_of_all_channels_to_0_after_normalisation(TensorLayout layout)
    {
        byte[] pixels = [.. Enumerable.Repeat((byte)200, 50 * 2 * 9 * 9)];
        InputSpecification input = new() { Scale = 1, Mean = [10], Layout = layout };
        using var loader = new DataLoader(ArrayDataSet.From(pixels, new Shape(2, 9, 9)), input,
            new DataLoaderSettings { BatchSize = 50, Augmentation = new Augmentation { Cutout = 4 } });
        Batch batch = loader.Next();
        for (int i = 0; i < batch.Count; i++)
        {
            float[] image = batch.InputOf(i).ToArray();
            float At(int c, int y, int x) => layout == TensorLayout.Nhwc ? image[(y * 9 + x) * 2 + c] : image[(c * 9 + y) * 9 + x];
            bool[] rows = new bool[9], columns = new bool[9];
            for (int p = 0; p < 81; p++)
            {
                Assert.Equal(At(0, p / 9, p % 9), At(1, p / 9, p % 9));
                if (At(0, p / 9, p % 9) != 0) continue;
                rows[p / 9] = true;
                columns[p % 9] = true;
            }
            Assert.InRange(rows.Count(r => r), 2, 4);
            Assert.InRange(columns.Count(r => r), 2, 4);
            for (int p = 0; p < 81; p++) Assert.Equal(rows[p / 9] && columns[p % 9] ? 0 : 190, At(0, p / 9, p % 9));
        }
    }

    [Fact]
    public void Batches_in_steady_state_allocate_nothing()
    {
        DataSet data = Numbered(100, 12);
        var settings = new DataLoaderSettings { BatchSize = 16, Augmentation = Everything, Workers = 0, DropLast = true };
        using var loader = new DataLoader(data, InputSpecification.Default, settings);
        for (int i = 0; i < 20; i++) GC.KeepAlive(loader.Next().InputTensor);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 50; i++) GC.KeepAlive(loader.Next().InputTensor);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void An_error_in_a_worker_reaches_the_caller()
    {
        using var loader = new DataLoader(Numbered(4), InputSpecification.Default with { Mean = [1, 2, 3] }, new DataLoaderSettings { BatchSize = 2 });
        var error = Assert.Throws<DataException>(loader.Next);
        Assert.Contains("--mean has 3 values", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Disposing_ends_a_loader_whose_queue_is_full()
    {
        var loader = new DataLoader(Numbered(40), InputSpecification.Default, new DataLoaderSettings { BatchSize = 4, Workers = 3 });
        loader.Next();
        loader.Dispose();
        Assert.Throws<ObjectDisposedException>(loader.Next);
    }

    [Fact]
    public void Too_few_samples_for_a_full_batch_are_refused()
    {
        var error = Assert.Throws<DataException>(() => new DataLoader(Numbered(3), InputSpecification.Default, new DataLoaderSettings { BatchSize = 4, DropLast = true }));
        Assert.Contains("3 samples do not fill a batch of 4", error.Message, StringComparison.Ordinal);
    }
}
