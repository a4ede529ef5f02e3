using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Frugal.Data;

/// <summary>
/// Further columns beside a data set: comma-separated text without quotes, a header line with the names, then one line for each record
/// in the same order. A column named <c>label</c> must repeat the records' labels.
/// </summary>
internal sealed class SideTable
{
    private const string LabelColumn = "label";

    private readonly string[] names;
    private readonly string[][] columns;

    private SideTable(string[] names, string[][] columns)
    {
        this.names = names;
        this.columns = columns;
        ColumnNames = [.. names.Where(n => n != LabelColumn)];
    }

    /// <summary>All columns but the label.</summary>
    public IReadOnlyList<string> ColumnNames { get; }

    public int RowCount => columns.Length == 0 ? 0 : columns[0].Length;

    public bool TryColumn(string name, [NotNullWhen(true)] out string[]? values)
    {
        int position = Array.IndexOf(names, name);
        values = position < 0 ? null : columns[position];
        return values is not null;
    }

    /// <summary>Reads a table and checks it against the labels of the records.</summary>
    public static SideTable Read(string path, ReadOnlySpan<int> labels)
    {
        SideTable table = Read(path);
        if (table.RowCount != labels.Length)
            throw new DataException(path, $"{table.RowCount:N0} lines for {labels.Length:N0} records", "Each record needs one line, in the same order");
        if (!table.TryColumn(LabelColumn, out string[]? values)) return table;
        for (int i = 0; i < labels.Length; i++)
        {
            if (!int.TryParse(values[i], NumberStyles.None, CultureInfo.InvariantCulture, out int label) || label != labels[i])
                throw new DataException($"{path}, line {i + 2}", $"label '{values[i]}' where record {i} has {labels[i]}", "The table belongs to other data; name the right one");
        }
        return table;
    }

    /// <summary>Reads a table of any meaning.</summary>
    public static SideTable Read(string path)
    {
        string[] lines = Encoding.UTF8.GetString(DataFile.ReadAll(path)).TrimStart('\uFEFF').Split('\n');
        int count = lines.Length;
        while (count > 0 && string.IsNullOrWhiteSpace(lines[count - 1])) count--;
        if (count == 0) throw new DataException(path, "it is empty", "The first line holds the column names");
        string[] names = Fields(path, lines[0], 1);
        var columns = new string[names.Length][];
        for (int c = 0; c < names.Length; c++) columns[c] = new string[count - 1];
        for (int row = 0; row < count - 1; row++)
        {
            string[] fields = Fields(path, lines[row + 1], row + 2);
            if (fields.Length != names.Length)
                throw new DataException($"{path}, line {row + 2}", $"{fields.Length} fields where the header names {names.Length}", "Correct the line");
            for (int c = 0; c < names.Length; c++) columns[c][row] = fields[c];
        }
        return new SideTable(names, columns);
    }

    private static string[] Fields(string path, string line, int number)
    {
        if (line.Contains('"'))
            throw new DataException($"{path}, line {number}", "quotes are not supported in side tables", "Remove the quotes; fields must not contain commas");
        return line.TrimEnd('\r').Split(',', StringSplitOptions.TrimEntries);
    }
}
