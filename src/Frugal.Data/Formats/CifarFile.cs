using Frugal.Tensors;

namespace Frugal.Data;

/// <summary>
/// The binary layout of CIFAR (A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009): records of a label byte
/// (CIFAR-100: a coarse and a fine one, of which the fine one counts) and three planes of 32×32 bytes, nothing else. A CSV file of the same name may give further
/// columns: a header line, then one line for each record, the label first.
/// </summary>
internal static class CifarFile
{
    private const int Side = 32, Pixels = 3 * Side * Side;

    public static bool LooksLike(string path) => Stem(path) is not null;

    /// <summary>The path without .bin or .bin.gz; <c>null</c> if it has another ending.</summary>
    public static string? Stem(string path) =>
        path.EndsWith(".bin", StringComparison.OrdinalIgnoreCase) ? path[..^4]
        : path.EndsWith(".bin.gz", StringComparison.OrdinalIgnoreCase) ? path[..^7]
        : null;

    public static ArrayDataSet Open(string path, int? classCount)
    {
        byte[] content = DataFile.ReadAll(path);
        int labelBytes = content.Length % (Pixels + 1) == 0 ? 1 : 2;
        int record = Pixels + labelBytes;
        if (content.Length == 0) throw new DataException(path, "it is empty", "Fetch the file again");
        if (content.Length % record != 0)
        {
            throw new DataException(path, $"{content.Length:N0} bytes are not a whole number of records of {Pixels + 1:N0} bytes",
                "The CIFAR layout is a label byte and 3×32×32 bytes for each image; the file is truncated or of another kind");
        }
        var labels = new int[content.Length / record];
        for (int i = 0; i < labels.Length; i++) labels[i] = content[i * record + labelBytes - 1];
        int? classes = LabelRange.Check(path, labels, classCount);
        string csv = Stem(path) + ".csv";
        SideTable? table = File.Exists(csv) ? SideTable.Read(csv, labels) : null;
        return new ArrayDataSet(content, null, labelBytes, record, labels.Length, new Shape(3, Side, Side), labels, classes, table);
    }
}
