using System.Buffers.Binary;
using Frugal.Tensors;

namespace Frugal.Data;

/// <summary>
/// The IDX format of MNIST: two zero bytes, a type code, the number of axes, the extents as 32-bit big-endian numbers, the values.
/// (Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits".) Only unsigned bytes (code 8) occur in practice.
/// </summary>
internal static class IdxFile
{
    private const string Advice = "An IDX file begins with 00 00 08 and the number of axes; check that this is one";

    public static bool LooksLike(string path) =>
        LooksLike(DataFile.ReadStart(path, 8)) || NamesImages(path); // by name too, so that a damaged file is told as such

    /// <summary>Whether the name is that of an MNIST image file.</summary>
    public static bool NamesImages(string path)
    {
        string name = Path.GetFileName(path);
        return name.Contains("images", StringComparison.Ordinal) && name.Contains("idx", StringComparison.Ordinal);
    }

    private static bool LooksLike(ReadOnlySpan<byte> content) =>
        content.Length >= 8 && content[0] == 0 && content[1] == 0 && content[2] == 8 && content[3] is >= 1 and <= 4;

    public static (byte[] Content, int Offset, Shape Shape) Read(string path)
    {
        byte[] content = DataFile.ReadAll(path);
        if (!LooksLike(content))
            throw new DataException(path, $"wrong magic number {Convert.ToHexString(content.AsSpan(0, Math.Min(4, content.Length)))}", Advice);
        int rank = content[3], offset = 4 + 4 * rank;
        if (content.Length < offset) throw new DataException(path, "the header is cut off", "Fetch the file again");
        var extents = new int[rank];
        long values = 1;
        for (int i = 0; i < rank; i++)
        {
            uint extent = BinaryPrimitives.ReadUInt32BigEndian(content.AsSpan(4 + 4 * i));
            // Bounded at every step so that the product cannot overflow.
            if (extent > int.MaxValue || (values *= extent) > int.MaxValue)
                throw new DataException(path, "the header announces more than 2 GiB", "The header is damaged; fetch the file again");
            extents[i] = (int)extent;
        }
        if (content.Length - offset != values)
        {
            throw new DataException(path, $"the header announces {values:N0} values but {content.Length - offset:N0} bytes follow",
                "The file is truncated or damaged; fetch it again");
        }
        return (content, offset, new Shape(extents));
    }

    /// <summary>Images of an IDX file, with the labels of another one if given.</summary>
    public static ArrayDataSet Open(string imagesPath, string? labelsPath, int? classCount)
    {
        (byte[] content, int offset, Shape shape) = Read(imagesPath);
        if (shape.Rank < 2)
            throw new DataException(imagesPath, "this is a list of labels, not of images", "Name the file with the images (…-images-idx3-ubyte)");
        if (shape[0] == 0 || shape.Count == 0) throw new DataException(imagesPath, "it holds no images", "Check that the right file was named");
        Shape sample = shape.Rank == 3 ? new Shape(1, shape[1], shape[2]) : new Shape(shape.Dimensions[1..]);
        int[]? labels = null;
        if (labelsPath is not null)
        {
            labels = ReadLabels(labelsPath);
            if (labels.Length != shape[0])
            {
                throw new DataException(labelsPath, $"{labels.Length:N0} labels for {shape[0]:N0} images in {Path.GetFileName(imagesPath)}",
                    "Name the two files that belong together");
            }
        }
        int? classes = LabelRange.Check(labelsPath ?? imagesPath, labels, classCount);
        return new ArrayDataSet(content, null, offset, (int)sample.Count, shape[0], sample, labels, classes);
    }

    public static int[] ReadLabels(string path)
    {
        (byte[] content, int offset, Shape shape) = Read(path);
        if (shape.Rank != 1) throw new DataException(path, $"labels have one axis, this file has the shape {shape}", "Name the file with the labels (…-labels-idx1-ubyte)");
        var labels = new int[shape[0]];
        for (int i = 0; i < labels.Length; i++) labels[i] = content[offset + i];
        return labels;
    }

    /// <summary>The label file that belongs to an image file by MNIST's naming, if it is there.</summary>
    public static string? LabelsBeside(string imagesPath)
    {
        string name = Path.GetFileName(imagesPath);
        if (!name.Contains("images", StringComparison.Ordinal)) return null;
        string stem = name.Replace("images", "labels", StringComparison.Ordinal).Replace("idx3", "idx1", StringComparison.Ordinal);
        stem = stem.EndsWith(".gz", StringComparison.Ordinal) ? stem[..^3] : stem;
        string folder = Path.GetDirectoryName(imagesPath) ?? "";
        return new[] { stem, stem + ".gz" }.Select(n => Path.Combine(folder, n)).FirstOrDefault(File.Exists);
    }
}
