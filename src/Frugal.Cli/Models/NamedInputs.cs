using Frugal.Cli.Errors;
using Frugal.Cli.Options;
using Frugal.Cli.Verbs;
using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Tensors;

namespace Frugal.Cli.Models;

/// <summary>What is fed to a network outside of data sets.</summary>
/// <param name="Tensors">A tensor for each input, in order.</param>
/// <param name="Source">In words where they are from.</param>
internal sealed record NamedInputs(DenseTensor[] Tensors, string Source)
{
    /// <summary>From <c>--input</c>, else from <c>test_data_set_0</c> beside the model, else seeded values with symbolic dimensions as <c>--shape</c> says.</summary>
    /// <param name="context">The flags.</param>
    /// <param name="model">The network.</param>
    /// <param name="symbolic">The extent of a symbolic first dimension that no flag names; further ones are 1.</param>
    /// <param name="preferStored">Whether test data beside the model come before seeded values.</param>
    public static NamedInputs Find(VerbContext context, LoadedModel model, int symbolic = 1, bool preferStored = true)
    {
        Graph graph = model.Network.Graph;
        string[] files = context.Get(InputOptions.Input)!;
        NamedInputs inputs = files.Length > 0 ? FromFiles(graph, files)
            : preferStored && !context.Has(InputOptions.Shape) && FromTestData(graph, model.Path) is { } stored ? stored
            : Seeded(graph, InputShapes.Of(graph, context.Get(InputOptions.Shape)!, symbolic), context.Get(RunOptions.Seed) ?? 1);
        for (int i = 0; i < graph.Inputs.Count; i++) RequireFit(graph.Inputs[i], inputs.Tensors[i], inputs.Source);
        return inputs;
    }

    private static NamedInputs FromFiles(Graph graph, string[] files)
    {
        foreach (string file in files.Where(f => !File.Exists(f))) throw new BadInputException($"There is no file '{file}' to feed.");
        string source = string.Join(", ", files);
        if (files is [var archive] && archive.EndsWith(".npz", StringComparison.OrdinalIgnoreCase)) return new NamedInputs(FromArchive(graph.Inputs, archive), source);
        if (files.Length != graph.Inputs.Count)
            throw new UsageException($"The network has {graph.Inputs.Count} inputs ({Names(graph)}); {files.Length} files were given with --input.");
        return new NamedInputs([.. files.Select(Read)], source);
    }

    /// <summary>Reads an archive with a tensor for each of some values, by their names.</summary>
    public static DenseTensor[] FromArchive(IReadOnlyList<Value> values, string path)
    {
        IReadOnlyDictionary<string, DenseTensor> arrays = Npz.Read(path);
        if (values.Count == 1 && arrays.Count == 1) return [arrays.Values.Single()];
        return [.. values.Select(i => arrays.TryGetValue(i.Name, out DenseTensor? tensor)
            ? tensor
            : throw new BadInputException($"'{path}' has no array '{i.Name}'; it has {string.Join(", ", arrays.Keys)}."))];
    }

    /// <summary>Reads a tensor from a .npy or .pb file.</summary>
    public static DenseTensor Read(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".npy" => Npy.Read(path),
        ".pb" => OnnxFile.ReadTensor(path).Tensor,
        _ => throw new UsageException($"'{path}' cannot be fed: give .npy or .pb for each input, or one .npz."),
    };

    private static NamedInputs? FromTestData(Graph graph, string modelPath)
    {
        string folder = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(modelPath))!, "test_data_set_0");
        string[] files = [.. Enumerable.Range(0, graph.Inputs.Count).Select(i => Path.Combine(folder, $"input_{i}.pb"))];
        return files.Length > 0 && files.All(File.Exists) ? new NamedInputs([.. files.Select(Read)], "test_data_set_0 beside the model") : null;
    }

    private static NamedInputs Seeded(Graph graph, Shape[] shapes, ulong seed)
    {
        var random = new RandomStream(seed);
        DenseTensor[] tensors = [.. graph.Inputs.Select((v, i) => SeededTensor(v, shapes[i], random.Split(v.Name)))];
        return new NamedInputs(tensors, $"seeded values (seed {seed}) of {string.Join(", ", tensors.Select(t => t.ToString()))}; --shape gives other symbolic dimensions");
    }

    // Uniform in 0..1 for floats, which suits images; 0 and 1 for whole numbers, which are valid indices nearly everywhere.
    private static DenseTensor SeededTensor(Value input, Shape shape, RandomStream random)
    {
        DenseTensor tensor = DenseTensor.Zeros(input.Type, shape);
        switch (input.Type)
        {
            case ElementType.Float32: random.FillUniform(tensor.Span<float>()); break;
            case ElementType.Float64: foreach (ref double x in tensor.Span<double>()) x = random.NextDouble(); break;
            case ElementType.Float16: foreach (ref Half x in tensor.Span<Half>()) x = (Half)random.NextSingle(); break;
            case ElementType.Int64: foreach (ref long x in tensor.Span<long>()) x = random.NextInt32(2); break;
            case ElementType.Int32: foreach (ref int x in tensor.Span<int>()) x = random.NextInt32(2); break;
            case ElementType.UInt8: foreach (ref byte x in tensor.Span<byte>()) x = (byte)random.NextInt32(256); break;
            default: break; // zeros
        }
        return tensor;
    }

    private static void RequireFit(Value input, DenseTensor tensor, string source)
    {
        if (tensor.Type != input.Type)
            throw new BadInputException($"The input '{input.Name}' takes {input.Type.DisplayName()}, but {source} gives {tensor.Type.DisplayName()}.");
        if (input.Shape is not { } shape) return;
        bool fits = shape.Rank == tensor.Shape.Rank;
        for (int i = 0; fits && i < shape.Rank; i++) fits = !shape[i].IsNumber || shape[i].Number == tensor.Shape[i];
        if (!fits) throw new BadInputException($"The input '{input.Name}' is {shape}, but {source} gives {tensor.Shape}.");
    }

    private static string Names(Graph graph) => string.Join(", ", graph.Inputs.Select(i => i.Name));
}
