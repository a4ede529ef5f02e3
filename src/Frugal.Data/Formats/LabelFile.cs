using System.Globalization;
using Frugal.Tensors;

namespace Frugal.Data;

/// <summary>Labels from a file of their own: IDX, .npy, or text with one whole number a line.</summary>
internal static class LabelFile
{
    public static int[] Read(string path)
    {
        if (path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
        {
            try
            {
                return From(Npy.Read(path), path);
            }
            catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                throw new DataException(path, $"it cannot be read ({error.Message.TrimEnd('.')})", "Check the file", error);
            }
        }
        if (IdxFile.LooksLike(path)) return IdxFile.ReadLabels(path);
        SideTable table = SideTable.Read(path);
        string[] values = table.TryColumn("label", out string[]? column) ? column
            : throw new DataException(path, "it has no column 'label'", "Give labels as IDX, .npy, or CSV with a header line that names 'label'");
        var labels = new int[values.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            if (!int.TryParse(values[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out labels[i]))
                throw new DataException($"{path}, line {i + 2}", $"'{values[i]}' is no label", "Labels are whole numbers from 0");
        }
        return labels;
    }

    /// <summary>Labels from an array of integers of one axis, or of several of which the others have extent 1.</summary>
    public static int[] From(DenseTensor tensor, string path)
    {
        if (!tensor.Type.IsInteger() && !tensor.Type.IsFloatingPoint() || tensor.Shape.Rank == 0 || tensor.Shape.Count != tensor.Shape[0])
        {
            throw new DataException(path, $"the labels are {tensor}", "Labels are one whole number a sample, not one-hot rows");
        }
        var labels = new int[tensor.Shape[0]];
        for (int i = 0; i < labels.Length; i++)
        {
            double value = ValueAt(tensor, i, path);
            if (value != Math.Floor(value) || value is < int.MinValue or > int.MaxValue)
                throw new DataException($"{path}, label {i}", $"{value.ToString(CultureInfo.InvariantCulture)} is no class", "Labels are whole numbers from 0");
            labels[i] = (int)value;
        }
        return labels;
    }

    private static double ValueAt(DenseTensor t, int i, string path) => t.Type switch
    {
        ElementType.UInt8 => t.Span<byte>()[i],
        ElementType.Int8 => t.Span<sbyte>()[i],
        ElementType.Int16 => t.Span<short>()[i],
        ElementType.UInt16 => t.Span<ushort>()[i],
        ElementType.Int32 => t.Span<int>()[i],
        ElementType.UInt32 => t.Span<uint>()[i],
        ElementType.Int64 => t.Span<long>()[i],
        ElementType.UInt64 => t.Span<ulong>()[i],
        ElementType.Float32 => t.Span<float>()[i],
        ElementType.Float64 => t.Span<double>()[i],
        _ => throw new DataException(path, $"labels of {t.Type.DisplayName()} cannot be used", "Save them as int64"),
    };
}
