namespace Frugal.Data;

/// <summary>Opens data of any known kind.</summary>
public static class DataSets
{
    private const string Kinds = "Known are MNIST's IDX files, CIFAR's .bin files, .npy and .npz arrays, and folders of images, each also as gzip where it is one file";

    /// <summary>
    /// Opens a file or a folder and tells its parts apart by their names.
    /// </summary>
    /// <remarks>
    /// IDX: <c>train-*</c> is for training, <c>t10k-*</c> and <c>test-*</c> for testing; image files find their label files. CIFAR's
    /// binary layout: <c>data_batch_*</c> and <c>train*</c> are joined for training, each <c>test*</c> is a test set of its own, a CSV file of the same
    /// name gives columns. Arrays: <c>train*</c>, <c>test*</c>. Image folders: sub-folders <c>train</c>, <c>val</c> or <c>validation</c>, and <c>test</c> if there are any, in
    /// each a sub-folder for each class, or images without labels. What has none of these names counts as training data.
    /// </remarks>
    /// <param name="path">A file or folder.</param>
    /// <param name="options">Labels and number of classes, if they need to be given.</param>
    /// <exception cref="DataException">The data are damaged, inconsistent or of no known kind.</exception>
    public static DataSplit Open(string path, DataOpenOptions? options = null)
    {
        options ??= new DataOpenOptions();
        if (File.Exists(path)) return SplitByName([path], options);
        if (!Directory.Exists(path)) throw new DataException(path, "there is no such file or folder", "Check the path");
        string[] files = [.. Directory.GetFiles(path).Where(IsDataFile).Order(StringComparer.Ordinal)];
        if (files.Length > 0) return SplitByName(files, options);
        return ImageFolder.OpenParts(path, options) ?? throw new DataException(path, "the folder holds no data", Kinds);
    }

    /// <summary>
    /// Opens a file or folder that is to be one data set: its only part, or its parts joined.
    /// </summary>
    /// <exception cref="DataException">The data are damaged, inconsistent or of no known kind.</exception>
    public static DataSet OpenOne(string path, DataOpenOptions? options = null)
    {
        DataSplit split = Open(path, options);
        DataSet[] parts = [.. new[] { split.Train, split.Validation }.OfType<DataSet>(), .. split.Test.Select(t => t.Data)];
        return parts.Length == 1 ? parts[0] : new ConcatenatedDataSet(parts);
    }

    private static DataSplit SplitByName(string[] files, DataOpenOptions options)
    {
        (string Name, bool IsTest, DataSet Data)[] parts = [.. files.Select(f => (NameOf(f), IsTestName(f), OpenFile(f, options)))];
        if (options.ClassCount is null && parts.Length > 1)
        {
            int? classes = parts.Max(p => p.Data.ClassCount); // a part may lack the highest classes
            parts = [.. parts.Select(p => (p.Name, p.IsTest, p.Data is ArrayDataSet array ? array.WithClassCount(classes) : p.Data))];
        }
        DataSet[] train = [.. parts.Where(p => !p.IsTest).Select(p => p.Data)];
        NamedDataSet[] test = [.. parts.Where(p => p.IsTest).Select(p => new NamedDataSet(p.Name, p.Data))];
        DataSet? joined = train.Length switch { 0 => null, 1 => train[0], _ => new ConcatenatedDataSet(train) };
        return new DataSplit(joined, null, test);
    }

    private static DataSet OpenFile(string path, DataOpenOptions options)
    {
        if (CifarFile.LooksLike(path)) return CifarFile.Open(path, options.ClassCount);
        if (ArrayFile.LooksLike(path)) return ArrayFile.Open(path, options.LabelsPath, options.ClassCount);
        if (ImageFile.LooksLike(path)) return new ImageFolder([path], null, []);
        if (IdxFile.LooksLike(path)) return IdxFile.Open(path, options.LabelsPath ?? IdxFile.LabelsBeside(path), options.ClassCount);
        throw new DataException(path, "the file is of no known kind", Kinds);
    }

    /// <summary>Files of a folder that are samples rather than labels or tables beside them.</summary>
    private static bool IsDataFile(string path)
    {
        string name = Path.GetFileName(path);
        return CifarFile.LooksLike(name) || ArrayFile.LooksLike(name) || IdxFile.NamesImages(name);
    }

    private static string NameOf(string path)
    {
        string name = Path.GetFileName(path);
        foreach (string end in new[] { ".gz", ".bin", ".npy", ".npz" })
        {
            if (name.EndsWith(end, StringComparison.OrdinalIgnoreCase)) name = name[..^end.Length];
        }
        int images = name.IndexOf("-images", StringComparison.Ordinal);
        name = images > 0 ? name[..images] : name;
        return name == "t10k" ? "test" : name;
    }

    private static bool IsTestName(string path) => NameOf(path).StartsWith("test", StringComparison.OrdinalIgnoreCase);
}
