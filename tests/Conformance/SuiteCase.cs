namespace Frugal.Tests.Conformance;

/// <summary>One case of ONNX's backend suites: a model, and folders with inputs and the outputs that are right.</summary>
/// <param name="Suite">The suite: <c>node</c>, <c>simple</c>, <c>pytorch-converted</c>, <c>pytorch-operator</c>.</param>
/// <param name="Name">The case, such as <c>test_abs</c>.</param>
/// <param name="Folder">Where its files are.</param>
internal sealed record SuiteCase(string Suite, string Name, string Folder)
{
    /// <summary>The model.</summary>
    public string Model => Path.Combine(Folder, "model.onnx");

    /// <summary>The folders with inputs and outputs.</summary>
    public IReadOnlyList<string> DataSets => [.. Directory.GetDirectories(Folder, "test_data_set_*").Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public override string ToString() => $"{Suite}/{Name}";
}
