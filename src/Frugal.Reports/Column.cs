namespace Frugal.Reports;

/// <summary>A column of a table.</summary>
/// <param name="Head">Its head.</param>
/// <param name="IsNumber">Whether its cells are numbers, which stand at the right.</param>
/// <param name="IsProse">Whether its cells are sentences, which need room to be read.</param>
internal readonly record struct Column(string Head, bool IsNumber, bool IsProse = false);
