namespace Frugal.Data;

/// <summary>What each part of the data may be used for.</summary>
/// <param name="Train">For training; <c>null</c> if there is none.</param>
/// <param name="Validation">For every decision; <c>null</c> if it has not been split off yet.</param>
/// <param name="Test">For the report only.</param>
public sealed record DataSplit(DataSet? Train, DataSet? Validation, IReadOnlyList<NamedDataSet> Test);
