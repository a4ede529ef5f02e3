using Frugal.Tensors;

namespace Frugal.Data;

/// <summary>
/// Image files, decoded when they are read and kept in memory as long as there is room. All images become grey if all are grey files,
/// else three channels as the first one has; sizes may differ if the input specification resizes.
/// </summary>
internal sealed class ImageFolder : DataSet
{
    /// <summary>Decoded pixels that are kept, in bytes; what goes beyond is decoded again each time.</summary>
    private const long CacheLimit = 1L << 30;

    private readonly string[] files;
    private readonly int[]? labels;
    private readonly string[] classNames;
    private readonly Image?[] cache;
    private readonly Image first;
    private long cached;

    public ImageFolder(string[] files, int[]? labels, string[] classNames, int? classCount = null)
    {
        this.files = files;
        this.labels = labels;
        this.classNames = classNames;
        cache = new Image?[files.Length];
        first = Load(0);
        ClassCount = labels is null ? null : classCount ?? Math.Max(classNames.Length, labels.Max() + 1);
        SampleShape = new Shape(first.Channels, first.Height, first.Width);
    }

    public override int Count => files.Length;
    public override bool HasLabels => labels is not null;
    public override int? ClassCount { get; }
    public override Shape SampleShape { get; }
    public override ElementType ElementType => ElementType.UInt8;
    public override IReadOnlyList<string> ClassNames => classNames;
    public override int Label(int index) => labels is null ? throw NoLabels() : labels[index];

    // The name of each file, so that answers can be told apart.
    public override IReadOnlyList<string> Columns => ["file"];

    public override string ColumnValue(string column, int index) => column == "file" ? files[index] : base.ColumnValue(column, index);

    public override Sample GetSample(int index, SampleBuffer buffer)
    {
        Image image = Load(index);
        if (image.Channels == first.Channels) return new Sample(image.Pixels, image.Channels, image.Height, image.Width);
        if (image.Channels != 1)
            throw new DataException(files[index], "a colour image stands among grey images", "Convert all images to one kind, or put a colour image first");
        Span<byte> colour = buffer.Bytes(3 * image.Pixels.Length); // a grey image among colour images
        for (int c = 0; c < 3; c++) image.Pixels.CopyTo(colour.Slice(c * image.Pixels.Length, image.Pixels.Length));
        return new Sample(colour, 3, image.Height, image.Width);
    }

    private Image Load(int index)
    {
        if (cache[index] is { } known) return known;
        Image image = ImageFile.Read(files[index]);
        if (Interlocked.Add(ref cached, image.Pixels.Length) <= CacheLimit) cache[index] = image;
        else Interlocked.Add(ref cached, -image.Pixels.Length);
        return image;
    }

    /// <summary>The parts of a folder of images; <c>null</c> if there are none in it.</summary>
    public static DataSplit? OpenParts(string folder, DataOpenOptions options)
    {
        string? train = Existing(folder, "train"), validation = Existing(folder, "val", "validation"), test = Existing(folder, "test");
        if (train is null && validation is null && test is null)
            return Open(folder, options, null) is { } all ? new DataSplit(all, null, []) : null;
        string[] names = ClassFolders(train ?? validation ?? test!); // the training part numbers the classes
        return new DataSplit(
            train is null ? null : Required(train, options, names),
            validation is null ? null : Required(validation, options, names),
            test is null ? [] : [new NamedDataSet("test", Required(test, options, names))]);
    }

    private static string? Existing(string folder, params string[] names) => names.Select(n => Path.Combine(folder, n)).FirstOrDefault(Directory.Exists);

    private static string[] ClassFolders(string folder) =>
        [.. Directory.GetDirectories(folder).Where(d => ImagesIn(d).Length > 0).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal)];

    private static string[] ImagesIn(string folder) => [.. Directory.GetFiles(folder).Where(ImageFile.LooksLike).Order(StringComparer.Ordinal)];

    private static ImageFolder Required(string folder, DataOpenOptions options, string[] names) =>
        Open(folder, options, names) ?? throw new DataException(folder, "the folder holds no images", "Put PNG, PNM or JPEG files there, in a sub-folder for each class");

    private static ImageFolder? Open(string folder, DataOpenOptions options, string[]? names)
    {
        string[] flat = ImagesIn(folder), own = ClassFolders(folder);
        if (own.Length == 0)
        {
            if (flat.Length == 0) return null;
            int[]? given = options.LabelsPath is null ? null : LabelFile.Read(options.LabelsPath);
            if (given is not null && given.Length != flat.Length)
                throw new DataException(options.LabelsPath!, $"{given.Length:N0} labels for {flat.Length:N0} images in {folder}", "Give one label for each image, in the order of the file names");
            int? classes = LabelRange.Check(options.LabelsPath ?? folder, given, options.ClassCount);
            return new ImageFolder(flat, given, [], classes);
        }
        if (flat.Length > 0)
            throw new DataException(folder, $"images lie beside the class folders ({Path.GetFileName(flat[0])})", "Move them into the folder of their class");
        names ??= own;
        if (own.FirstOrDefault(o => !names.Contains(o)) is string unknown)
            throw new DataException(Path.Combine(folder, unknown), "this class does not occur among the training images", $"The classes are {string.Join(", ", names)}");
        if (options.ClassCount is int count && count < names.Length)
            throw new DataException(folder, $"{names.Length} class folders for {count} classes", "Correct the number of classes");
        (string File, int Label)[] all = [.. names.SelectMany((n, k) => Directory.Exists(Path.Combine(folder, n)) ? ImagesIn(Path.Combine(folder, n)).Select(f => (f, k)) : [])];
        return new ImageFolder([.. all.Select(a => a.File)], [.. all.Select(a => a.Label)], names, options.ClassCount);
    }
}
