namespace Frugal.Data;

/// <summary>A data set with the name that reports use.</summary>
/// <param name="Name">Such as <c>test</c> or <c>test_exact_524</c>.</param>
/// <param name="Data">The samples.</param>
public sealed record NamedDataSet(string Name, DataSet Data);
