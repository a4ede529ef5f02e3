using System.Buffers.Binary;

namespace Frugal.Tests.EndToEnd;

/// <summary>A temporary folder with small data and a small trained network, made once for all tests.</summary>
internal static class Workshop
{
    public const int TrainCount = 600;
    public const int TestCount = 200;
    private const int Side = 28;
    private const int Classes = 10;

    // No network can be right about these, so that errors and cross-entropies are as with real data.
    private const double WrongLabels = 0.08;

    private static readonly Lazy<string> Root = new(CreateRoot);
    private static readonly Lazy<string> DataFolder = new(() => WriteData(FileIn("data"), withLabels: true));
    private static readonly Lazy<string> UnlabelledFolder = new(() => WriteData(FileIn("unlabelled"), withLabels: false));
    private static readonly Lazy<string> Network = new(TrainNetwork);
    private static int next;

    /// <summary>A folder of IDX files: 600 images for training, 200 for testing, ten classes that a small network can tell apart, some wrong labels.</summary>
    public static string Data => DataFolder.Value;

    /// <summary>The same images without labels.</summary>
    public static string Unlabelled => UnlabelledFolder.Value;

    /// <summary>A LeNet-300-100 trained on them.</summary>
    public static string Trained => Network.Value;

    /// <summary>A path in a folder of its own that nobody else uses.</summary>
    public static string NewPath(string name)
    {
        string folder = FileIn($"{Interlocked.Increment(ref next):000}");
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, name);
    }

    /// <summary>Writes an IDX file of bytes.</summary>
    public static void WriteIdx(string path, ReadOnlySpan<int> extents, ReadOnlySpan<byte> values)
    {
        var header = new byte[4 + 4 * extents.Length];
        header[2] = 8;
        header[3] = (byte)extents.Length;
        for (int i = 0; i < extents.Length; i++) BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + 4 * i), extents[i]);
        using FileStream file = File.Create(path);
        file.Write(header);
        file.Write(values);
    }

    private static string FileIn(string name) => Path.Combine(Root.Value, name);

    private static string CreateRoot()
    {
        string root = Directory.CreateTempSubdirectory("frugal-end-to-end-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(root, recursive: true);
        return root;
    }

    private static string TrainNetwork()
    {
        string path = NewPath("lenet.onnx");
        Tool.Succeed("train", "lenet-300-100", "--data", Data, "-o", path, "--epochs", "25", "--batch", "32", "--quiet");
        return path;
    }

    private static string WriteData(string folder, bool withLabels)
    {
        Directory.CreateDirectory(folder);
        var random = new Random(7);
        byte[][] prototypes = [.. Enumerable.Range(0, Classes).Select(_ => Prototype(random))];
        foreach ((string part, int count) in new[] { ("train", TrainCount), ("t10k", TestCount) })
        {
            var images = new byte[count * Side * Side];
            var labels = new byte[count];
            for (int i = 0; i < count; i++)
            {
                labels[i] = (byte)(i % Classes);
                int drawn = random.NextDouble() < WrongLabels ? random.Next(Classes) : labels[i];
                Draw(prototypes[drawn], images.AsSpan(i * Side * Side, Side * Side), random);
            }
            WriteIdx(Path.Combine(folder, $"{part}-images-idx3-ubyte"), [count, Side, Side], images);
            if (withLabels) WriteIdx(Path.Combine(folder, $"{part}-labels-idx1-ubyte"), [count], labels);
        }
        return folder;
    }

    // A few bright blocks of 4 × 4 pixels.
    private static byte[] Prototype(Random random)
    {
        var image = new byte[Side * Side];
        for (int block = 0; block < 12; block++)
        {
            int top = 4 * random.Next(Side / 4), left = 4 * random.Next(Side / 4);
            for (int y = 0; y < 4; y++) image.AsSpan((top + y) * Side + left, 4).Fill(200);
        }
        return image;
    }

    private static void Draw(byte[] prototype, Span<byte> image, Random random)
    {
        for (int i = 0; i < image.Length; i++)
        {
            int bright = random.Next(4) == 0 ? 0 : prototype[i];
            image[i] = (byte)Math.Clamp(bright + random.Next(-60, 120), 0, 255);
        }
    }
}
