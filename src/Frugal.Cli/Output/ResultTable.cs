using Spectre.Console;
using Spectre.Console.Rendering;

namespace Frugal.Cli.Output;

/// <summary>A table with a title; columns whose head begins with a greater-than sign are aligned to the right.</summary>
internal sealed class ResultTable
{
    private readonly Table table = new() { Border = TableBorder.Simple, Expand = false };
    private readonly string title;

    public ResultTable(string title, params string[] columns)
    {
        this.title = title;
        foreach (string column in columns)
        {
            bool right = column.StartsWith('>');
            table.AddColumn(new TableColumn(new Text(right ? column[1..] : column, new Style(decoration: Decoration.Bold))) { Alignment = right ? Justify.Right : Justify.Left });
        }
    }

    public int RowCount => table.Rows.Count;

    public ResultTable Row(params string[] cells)
    {
        table.AddRow(cells.Select(c => (IRenderable)new Text(c)));
        return this;
    }

    public IRenderable Render() => title.Length == 0 ? table : new Rows(new Text(title, new Style(decoration: Decoration.Bold)), table);
}
