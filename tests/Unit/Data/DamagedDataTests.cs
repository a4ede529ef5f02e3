using Frugal.Data;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Data;

public sealed class DamagedDataTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Opening must fail with a message that names the place and says what is wrong.</summary>
    private static void Refused(string path, string place, string problem, DataOpenOptions? options = null)
    {
        var error = Assert.Throws<DataException>(() => DataSets.OpenOne(path, options));
        Assert.Contains(place, error.Place, StringComparison.Ordinal);
        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
        Assert.False(string.IsNullOrWhiteSpace(error.Advice));
    }

    [Fact]
    public void Truncated_gzip_is_refused_wherever_it_ends()
    {
        byte[] whole = TemporaryFolder.Gzip(TemporaryFolder.Idx(new byte[4000].Select((_, i) => (byte)(i * i >> 3)).ToArray(), 40, 10, 10));
        for (int length = 12; length < whole.Length; length += 97) Refused(folder.Write("a-images-idx3-ubyte.gz", whole[..length]), "a-images", "gzip");
        for (int cut = 1; cut <= 8; cut++) Refused(folder.Write("a-images-idx3-ubyte.gz", whole[..^cut]), "a-images", "gzip");
    }

    [Fact]
    public void Flipped_bits_in_gzip_are_refused_or_change_nothing()
    {
        byte[] content = TemporaryFolder.Idx(new byte[1000].Select((_, i) => (byte)(i * i >> 3)).ToArray(), 10, 10, 10);
        byte[] whole = TemporaryFolder.Gzip(content);
        int harmless = 0;
        for (int i = 10; i < whole.Length; i++)
        {
            byte[] mutant = [.. whole];
            mutant[i] ^= 4;
            string path = folder.Write("a-images-idx3-ubyte.gz", mutant);
            try
            {
                Assert.Equal(content, DataFile.ReadAll(path)); // a bit that fills up the last byte means nothing
                harmless++;
            }
            catch (DataException)
            {
                // refused, because the checksum or the structure is wrong
            }
        }
        Assert.InRange(harmless, 0, 1);
    }

    [Fact]
    public void Idx_with_a_wrong_magic_size_or_extent_is_refused()
    {
        byte[] good = TemporaryFolder.Idx(new byte[8], 2, 2, 2);
        Assert.Equal(2, DataSets.OpenOne(folder.Write("x.idx", good)).Count);
        Refused(folder.Write("images-idx3-ubyte", [1, .. good[1..]]), "images-idx3", "wrong magic number 01000803");
        Refused(folder.Write("x.idx", good[..^1]), "x.idx", "announces 8 values but 7 bytes follow");
        Refused(folder.Write("x.idx", [.. good, 0]), "x.idx", "announces 8 values but 9 bytes follow");
        Refused(folder.Write("x.idx", TemporaryFolder.Idx(new byte[8], int.MaxValue, int.MaxValue, int.MaxValue)), "x.idx", "more than 2 GiB");
        Refused(folder.Write("x.idx", TemporaryFolder.Idx([], 0, 2, 2)), "x.idx", "no images");
        Refused(folder.Write("x.idx", [0, 0, 8, 3, 0, 0, 0, 1]), "x.idx", "cut off");
        Refused(folder.Write("x.idx", TemporaryFolder.Idx([1, 2], 2)), "x.idx", "labels, not of images");
    }

    [Fact]
    public void Labels_must_be_as_many_as_images_and_in_range()
    {
        folder.Write("train-images-idx3-ubyte", TemporaryFolder.Idx(new byte[12], 3, 2, 2));
        folder.Write("train-labels-idx1-ubyte.gz", TemporaryFolder.Gzip(TemporaryFolder.Idx([1, 2], 2)));
        Refused(folder.Path, "train-labels", "2 labels for 3 images in train-images-idx3-ubyte");
        folder.Write("train-labels-idx1-ubyte.gz", TemporaryFolder.Gzip(TemporaryFolder.Idx([1, 12, 2], 3)));
        Refused(folder.Path, "record 1", "label 12 is out of range 0..9", new DataOpenOptions { ClassCount = 10 });
        Assert.Equal(13, DataSets.OpenOne(folder.Path).ClassCount);
    }

    [Fact]
    public void Cifar_records_and_their_table_must_agree()
    {
        byte[] records = new byte[2 * 3073];
        records[3073] = 4;
        string path = folder.Write("a.bin", records);
        Assert.Equal([0, 4], DataSets.OpenOne(path).Labels());
        folder.Write("a.csv", "label,track\n0,x\n4,y\n");
        Assert.Equal("y", DataSets.OpenOne(path).ColumnValue("track", 1));
        folder.Write("a.csv", "label,track\n0,x\n");
        Refused(path, "a.csv", "1 lines for 2 records");
        folder.Write("a.csv", "label,track\n0,x\n3,y\n");
        Refused(path, "a.csv, line 3", "label '3' where record 1 has 4");
        folder.Write("a.csv", "label,track\n0,x,y\n4,y\n");
        Refused(path, "a.csv, line 2", "3 fields where the header names 2");
        folder.Write("a.csv", "label,track\n0,\"x\"\n4,y\n");
        Refused(path, "a.csv, line 2", "quotes");
        Refused(folder.Write("b.bin", records[..^1]), "b.bin", "not a whole number of records");
        Refused(folder.Write("c.bin", []), "c.bin", "empty");
    }

    [Fact]
    public void Cifar_100_records_have_two_labels_of_which_the_fine_one_counts()
    {
        byte[] records = new byte[2 * 3074];
        (records[0], records[1], records[2], records[3074], records[3075], records[6147]) = (3, 61, 200, 5, 99, 7);
        DataSet data = DataSets.OpenOne(folder.Write("train.bin", records));
        Assert.Equal([61, 99], data.Labels());
        Assert.Equal(200, data.GetSample(0, new SampleBuffer()).Bytes[0]);
        Assert.Equal(7, data.GetSample(1, new SampleBuffer()).Bytes[3071]);
    }

    [Fact]
    public void Folders_and_files_without_data_are_refused()
    {
        Refused(Path.Combine(folder.Path, "nowhere"), "nowhere", "no such file or folder");
        Refused(folder.Path, folder.Path, "holds no data");
        Refused(folder.Write("notes.txt", "hello"), "notes.txt", "no known kind");
        folder.Write("cat/1.png", PngWriter.Write([1], 1, 1, 0, 8, false));
        folder.Write("stray.png", PngWriter.Write([1], 1, 1, 0, 8, false));
        Refused(folder.Path, folder.Path, "images lie beside the class folders (stray.png)");
    }

    [Fact]
    public void Array_archives_need_samples_and_as_many_whole_labels()
    {
        string Save(params (string Key, DenseTensor Array)[] arrays)
        {
            string path = Path.Combine(folder.Path, "a.npz");
            Npz.Write(path, arrays.Select(a => KeyValuePair.Create(a.Key, a.Array)));
            return path;
        }
        var input = DenseTensor.From(new float[6], new Shape(3, 2));
        Assert.Equal([2, 0, 1], DataSets.OpenOne(Save(("x", input), ("y", DenseTensor.Vector(2L, 0L, 1L)))).Labels());
        Refused(Save(("data", input)), "a.npz", "no array named input, x, images (but data)");
        Refused(Save(("x", input), ("y", DenseTensor.Vector(2L, 0L))), "a.npz", "2 labels for 3 samples");
        Refused(Save(("x", input), ("y", DenseTensor.Vector(2f, 0.5f, 1f))), "label 1", "0.5 is no class");
        Refused(Save(("x", input), ("y", DenseTensor.Vector(2L, -1L, 1L))), "record 1", "label -1 is out of range");
        Refused(Save(("x", input), ("y", DenseTensor.From(new float[6], new Shape(3, 2)))), "a.npz", "the labels are float32[3,2]");
        Refused(folder.Write("b.npz", "no archive"), "b.npz", "cannot be read");
    }

    [Fact]
    public void Array_images_with_channels_last_are_turned()
    {
        byte[] pixels = [.. Enumerable.Range(0, 6 * 5 * 3).Select(i => (byte)i)];
        string path = Path.Combine(folder.Path, "a.npy");
        Npy.Write(path, DenseTensor.From(pixels, new Shape(1, 6, 5, 3)));
        DataSet data = DataSets.OpenOne(path);
        Assert.Equal("[3,6,5]", data.SampleShape.ToString());
        ReadOnlySpan<byte> sample = data.GetSample(0, new SampleBuffer()).Bytes;
        for (int c = 0; c < 3; c++)
        {
            for (int p = 0; p < 30; p++) Assert.Equal(pixels[p * 3 + c], sample[c * 30 + p]);
        }
    }
}
