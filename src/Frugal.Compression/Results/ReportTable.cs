namespace Frugal.Compression;

/// <summary>A table for the report: the reasons behind a decision.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Columns">The column heads.</param>
/// <param name="Rows">The cells, as text.</param>
public sealed record ReportTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);
