using Frugal.Cli.Errors;
using Frugal.Cli.Json;
using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Cli.Models;

/// <summary>Inputs of a network and the outputs that are expected for them.</summary>
/// <param name="Name">What the set is called.</param>
/// <param name="Inputs">A tensor for each input.</param>
/// <param name="Outputs">A tensor for each output.</param>
internal sealed record ExpectedSet(string Name, DenseTensor[] Inputs, DenseTensor[] Outputs)
{
    /// <summary>All <c>test_data_set_*</c> folders beside a model, in the order of their numbers.</summary>
    /// <exception cref="BadInputException">There is none, or one is not complete.</exception>
    public static IEnumerable<ExpectedSet> Beside(string modelPath, Graph graph)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(modelPath))!;
        string[] sets = [.. Directory.GetDirectories(folder, "test_data_set_*").OrderBy(d => d.Length).ThenBy(d => d, StringComparer.Ordinal)];
        if (sets.Length == 0) throw new BadInputException($"There is no folder test_data_set_* beside '{modelPath}'. Name the expected outputs with --expect FILE, or put such a folder there.");
        return sets.Select(s => new ExpectedSet(Path.GetFileName(s), Read(s, "input", graph.Inputs), Read(s, "output", graph.Outputs)));
    }

    /// <summary>Expected outputs from files: one .npz with their names, or a .npy or .pb for each in order.</summary>
    public static DenseTensor[] ReadOutputs(Graph graph, string[] files)
    {
        foreach (string file in files.Where(f => !File.Exists(f))) throw new BadInputException($"There is no file '{file}' with expected outputs.");
        if (files is [var archive] && archive.EndsWith(".npz", StringComparison.OrdinalIgnoreCase)) return NamedInputs.FromArchive(graph.Outputs, archive);
        if (files.Length != graph.Outputs.Count)
            throw new UsageException($"The network has {graph.Outputs.Count} outputs ({string.Join(", ", graph.Outputs.Select(o => o.Name))}); {files.Length} files were given with --expect.");
        return [.. files.Select(NamedInputs.Read)];
    }

    /// <summary>Compares outputs with those expected: |y − expected| ≤ absolute + relative · |expected| for floating point, equality for all else; NaN equals NaN.</summary>
    public IEnumerable<ExpectationJson> Compare(IReadOnlyList<Value> values, DenseTensor[] outputs, double relative, double absolute) =>
        Outputs.Select((expected, i) => Compare(values[i].Name, outputs[i], expected, relative, absolute));

    private ExpectationJson Compare(string name, DenseTensor y, DenseTensor expected, double relative, double absolute)
    {
        long count = expected.Shape.Count;
        if (y.Type != expected.Type || y.Shape != expected.Shape) return new ExpectationJson(Name, name, count, count, null, $"{y} instead of {expected}");
        if (TensorSummary.Numbers(y) is not { } a || TensorSummary.Numbers(expected) is not { } b)
            return new ExpectationJson(Name, name, count, y.Bytes.SequenceEqual(expected.Bytes) ? 0 : count, null, null);
        bool floating = y.Type.IsFloatingPoint();
        long outside = 0;
        double largest = 0;
        for (int i = 0; i < a.Length; i++)
        {
            if (a[i].Equals(b[i])) continue; // also NaN and infinities
            double difference = Math.Abs(a[i] - b[i]);
            largest = Math.Max(largest, double.IsNaN(difference) ? double.PositiveInfinity : difference);
            if (!floating || !(difference <= absolute + relative * Math.Abs(b[i]))) outside++;
        }
        return new ExpectationJson(Name, name, count, outside, JsonOutput.Number(largest), null);
    }

    private static DenseTensor[] Read(string folder, string kind, IReadOnlyList<Value> values)
    {
        string[] files = [.. values.Select((_, i) => Path.Combine(folder, $"{kind}_{i}.pb"))];
        // Some suites hold .npy files instead.
        files = [.. files.Select(f => File.Exists(f) ? f : Path.ChangeExtension(f, ".npy"))];
        if (Array.Find(files, f => !File.Exists(f)) is { } missing)
            throw new BadInputException($"'{folder}' has no {kind}_{Array.IndexOf(files, missing)}.pb; the network has {values.Count} {kind}s ({string.Join(", ", values.Select(v => v.Name))}).");
        return [.. files.Select(NamedInputs.Read)];
    }
}
