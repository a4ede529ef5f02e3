using System.Globalization;

namespace Frugal.Reports;

/// <summary>Tables that scroll in a box of their own where they are wider than the screen.</summary>
internal static class Table
{
    /// <summary>Writes a table whose first column names the rows.</summary>
    public static void Write(Html html, string name, IReadOnlyList<Column> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        html.Open("div", ("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", name)).Open("table");
        html.Open("thead").Open("tr");
        for (int i = 0; i < columns.Count; i++) html.Element("th", columns[i].Head, ("scope", "col"), ("class", i == 0 ? null : Style(columns[i])));
        html.Close().Close().Open("tbody");
        foreach (IReadOnlyList<string> row in rows)
        {
            html.Open("tr");
            for (int i = 0; i < row.Count; i++)
            {
                string? style = i < columns.Count ? Style(columns[i]) : null;
                if (i == 0) html.Element("th", row[i], ("scope", "row"));
                else html.Element("td", row[i], ("class", style));
            }
            html.Close();
        }
        html.Close().Close().Close();
    }

    /// <summary>Writes a table of texts; columns of nothing but numbers are recognised.</summary>
    public static void Write(Html html, string name, IReadOnlyList<string> heads, IReadOnlyList<IReadOnlyList<string>> rows) =>
        Write(html, name, [.. heads.Select((h, i) => new Column(h, rows.Count > 0 && rows.All(r => i >= r.Count || LooksNumeric(r[i]))))], rows);

    private static bool LooksNumeric(string cell) =>
        double.TryParse(cell.Replace('−', '-').TrimEnd('%', '×', ' '), NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out _);

    private static string? Style(Column column) => column.IsNumber ? "number" : column.IsProse ? "prose" : null;
}
