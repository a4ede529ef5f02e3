using Frugal.Data;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Data;

public sealed class ImageFileTests
{
    private static Image Decode(byte[] content) => ImageFile.Decode("image", content);

    public static TheoryData<int, int, bool, int, int> PngKinds()
    {
        var kinds = new TheoryData<int, int, bool, int, int>();
        (int Type, int[] Depths)[] types = [(0, [1, 2, 4, 8, 16]), (2, [8, 16]), (3, [1, 2, 4, 8]), (4, [8, 16]), (6, [8, 16])];
        foreach ((int type, int[] depths) in types)
        {
            foreach (int depth in depths)
            {
                foreach ((int w, int h) in new[] { (1, 1), (3, 2), (9, 13), (17, 8) })
                {
                    kinds.Add(type, depth, false, w, h);
                    kinds.Add(type, depth, true, w, h);
                }
            }
        }
        return kinds;
    }

    [Theory]
    [MemberData(nameof(PngKinds))]
    public void Png_of_every_kind_gives_its_pixels(int type, int depth, bool interlaced, int width, int height)
    {
        var random = new RandomStream((ulong)(type * 100 + depth));
        int perPixel = type switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        int maximum = (1 << depth) - 1;
        int[] samples = [.. Enumerable.Range(0, width * height * perPixel).Select(_ => random.NextInt32(maximum + 1))];
        byte[] palette = [.. Enumerable.Range(0, 3 * (maximum + 1)).Select(_ => (byte)random.NextInt32(256))];
        (string, byte[])[] chunks = type == 3 ? [("PLTE", palette), ("tEXt", [65, 0, 66])] : [("gAMA", [0, 0, 177, 143])];
        Image image = Decode(PngWriter.Write(samples, width, height, type, depth, interlaced, chunks));
        Assert.Equal((type is 0 or 4 ? 1 : 3, height, width), (image.Channels, image.Height, image.Width));
        for (int p = 0; p < width * height; p++)
        {
            for (int c = 0; c < image.Channels; c++)
            {
                double value = type == 3 ? palette[3 * samples[p] + c] : 255.0 * samples[p * perPixel + c] / maximum;
                double alpha = type is 4 or 6 ? samples[p * perPixel + perPixel - 1] / (double)maximum : 1;
                double expected = value * alpha + 255 * (1 - alpha);
                Assert.Equal(expected, image.Pixels[c * width * height + p], type is 4 or 6 ? 1.51 : 0.501); // both factors are rounded to 8 bits
            }
        }
    }

    [Fact]
    public void Png_transparency_by_palette_and_by_colour_becomes_white()
    {
        Image palette = Decode(PngWriter.Write([0, 1, 2], 3, 1, 3, 8, false, ("PLTE", [10, 20, 30, 40, 50, 60, 70, 80, 90]), ("tRNS", [0, 51])));
        Assert.Equal([255, 212, 70, 255, 214, 80, 255, 216, 90], palette.Pixels); // 51/255 = 0.2
        Image gray = Decode(PngWriter.Write([7, 8], 2, 1, 0, 8, false, ("tRNS", [0, 7])));
        Assert.Equal([255, 8], gray.Pixels);
        Image colour = Decode(PngWriter.Write([1, 2, 3, 1, 2, 4], 2, 1, 2, 8, false, ("tRNS", [0, 1, 0, 2, 0, 3])));
        Assert.Equal([255, 1, 255, 2, 255, 4], colour.Pixels);
    }

    [Fact]
    public void Png_with_a_wrong_checksum_is_refused()
    {
        byte[] file = PngWriter.Write([1, 2, 3, 4], 2, 2, 0, 8, false);
        file[18] ^= 1; // the width
        Assert.Contains("the checksum of a chunk at byte 8 is wrong", Assert.Throws<DataException>(() => Decode(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_images_are_refused_and_never_crash()
    {
        var random = new RandomStream(11);
        byte[][] originals =
        [
            PngWriter.Write([.. Enumerable.Range(0, 60)], 10, 6, 0, 8, true), "P2 3 2 9 # six\n1 2 3 4 5 6\n"u8.ToArray(),
            [.. "P6 2 2 65535\n"u8, .. new byte[24]], [.. "P4 9 2\n"u8, 1, 2, 3, 4],
        ];
        foreach (byte[] original in originals)
        {
            for (int trial = 0; trial < 300; trial++)
            {
                byte[] mutant = [.. original];
                if (trial % 2 == 0) mutant[random.NextInt32(mutant.Length)] = (byte)random.NextInt32(256);
                else mutant = mutant[..random.NextInt32(mutant.Length)];
                try
                {
                    Decode(mutant);
                }
                catch (DataException error)
                {
                    Assert.False(string.IsNullOrEmpty(error.Advice));
                }
            }
        }
    }

    [Fact]
    public void Pnm_of_all_six_kinds_gives_its_pixels()
    {
        Assert.Equal([0, 255, 255, 0], Decode("P1\n# bitmap\n2 2\n1 0\n01"u8.ToArray()).Pixels);
        Assert.Equal([0, 85, 170, 255], Decode("P2 2 2 3\n0 1 2 3"u8.ToArray()).Pixels);
        Assert.Equal([1, 4, 2, 5, 3, 6], Decode("P3 2 1 255 1 2 3 4 5 6\n"u8.ToArray()).Pixels);
        Assert.Equal([255, 0, 255, 255, 255, 255, 255, 255, 255, 0], Decode([.. "P4 10 1\n"u8, 0b0100_0000, 0b0100_0000]).Pixels);
        Assert.Equal([0, 128, 255], Decode([.. "P5 3 1 65535\n"u8, 0, 0, 128, 0, 255, 255]).Pixels);
        Assert.Equal([1, 4, 2, 5, 3, 6], Decode([.. "P6 2 1 255\n"u8, 1, 2, 3, 4, 5, 6]).Pixels);
    }

    /// <summary>16×8 grey pixels 15·column + row, written by cjpeg -quality 90.</summary>
    private const string GrayJpeg = "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/wAALCAAIABABAREA/8QAFQ"
        + "ABAQAAAAAAAAAAAAAAAAAACAn/xAAZEAABBQAAAAAAAAAAAAAAAAAABAghNFH/2gAIAQEAAD8AH7dk1WMKgN2TVYw//9k=";

    [Fact]
    public void Jpeg_is_decoded_where_the_library_is_installed_and_else_says_how_to_get_it()
    {
        byte[] file = System.Convert.FromBase64String(GrayJpeg);
        if (!TurboJpeg.IsInstalled)
        {
            string message = Assert.Throws<DataException>(() => Decode(file)).Message;
            Assert.Contains("need libturbojpeg.so.0, which is not installed. Install libjpeg-turbo", message, StringComparison.Ordinal);
            return;
        }
        Image image = Decode(file);
        Assert.Equal((1, 8, 16), (image.Channels, image.Height, image.Width));
        for (int p = 0; p < 128; p++) Assert.Equal(15 * (p % 16) + p / 16, image.Pixels[p], 6.0);
        Assert.Throws<DataException>(() => Decode(file[..^10]));
    }

    [Fact]
    public void Folders_name_classes_in_order_and_grey_images_join_colour_images()
    {
        using var folder = new TemporaryFolder();
        folder.Write("train/dog/b.png", PngWriter.Write([1, 2, 3], 1, 1, 2, 8, false));
        folder.Write("train/cat/a.ppm", "P3 1 1 255 7 8 9\n");
        folder.Write("train/cat/z.pgm", "P2 1 1 255 5\n");
        folder.Write("test/dog/x.ppm", "P3 1 1 255 4 5 6\n");
        DataSplit split = DataSets.Open(folder.Path);
        DataSet train = split.Train!, test = Assert.Single(split.Test).Data;
        Assert.Equal(["cat", "dog"], train.ClassNames);
        Assert.Equal([0, 0, 1], train.Labels());
        Assert.Equal([1], test.Labels());
        var batch = new Batch(InputSpecification.Raw);
        train.Read([0, 1, 2], batch);
        Assert.Equal([7, 8, 9, 5, 5, 5, 1, 2, 3], batch.Inputs.ToArray());
    }

    [Fact]
    public void Flat_folders_have_no_labels_unless_a_file_gives_them()
    {
        using var folder = new TemporaryFolder();
        for (int i = 0; i < 3; i++) folder.Write($"images/{i}.pgm", $"P2 2 1 255 {i} {i}\n");
        string images = Path.Combine(folder.Path, "images");
        Assert.False(DataSets.OpenOne(images).HasLabels);
        DataSet labelled = DataSets.OpenOne(images, new DataOpenOptions { LabelsPath = folder.Write("labels.csv", "label\n2\n0\n1\n") });
        Assert.Equal([2, 0, 1], labelled.Labels());
    }

    [Fact]
    public void Images_of_unequal_size_need_resizing()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.pgm", "P2 2 1 255 10 20\n");
        folder.Write("b.pgm", "P2 4 2 255 10 10 20 20 10 10 20 20\n");
        DataSet data = DataSets.OpenOne(folder.Path);
        string message = Assert.Throws<DataException>(() => data.Read([0, 1], new Batch(InputSpecification.Raw))).Message;
        Assert.Contains("an image of 1×2×4 stands among images of [1,1,2]. Bring all to one size with --resize", message, StringComparison.Ordinal);
        var batch = new Batch(InputSpecification.Raw.WithFlags(resize: "1x2"));
        data.Read([0, 1], batch);
        Assert.Equal([10, 20, 11, 19], batch.Inputs.ToArray()); // weights 1/8, 3/8, 3/8, 1/8 cut at the border: 3/7, 3/7, 1/7
    }
}
