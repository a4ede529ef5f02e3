using System.CommandLine;
using Frugal.Cli.Errors;
using Frugal.Cli.Json;
using Frugal.Cli.Models;
using Frugal.Cli.Options;
using Frugal.Cli.Output;
using Frugal.Compression;
using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Tensors;

namespace Frugal.Cli.Verbs;

/// <summary><c>frugal run</c>: computes a network's outputs once.</summary>
internal sealed class RunVerb : Verb
{
    public override string Name => "run";

    public override string Description => "Runs a network once on given tensors, on the test data beside it, or on seeded values; shows or saves its outputs.";

    public override IReadOnlyList<string> Examples =>
        ["frugal run model.onnx --input x.npz -o y.npz", "frugal run model.frugal --input image.npy", "frugal run model.onnx --shape N=4 --runtime onnxruntime"];

    public override IEnumerable<Argument> Arguments => [ModelArgument.Model];

    public override IEnumerable<Option> Options =>
        [InputOptions.Input, InputOptions.Shape, RunOptions.Seed, RunOptions.Runtime, OutputOptions.Out, GoalOptions.MaxMemory, GoalOptions.TimeLimit];

    public override int Run(VerbContext context)
    {
        string[] outputs = context.Get(OutputOptions.Out)!;
        OutputFiles.RequireExtension(outputs, ".npz", ".npy", ".pb");
        OutputFiles.Prepare([context.Get(ModelArgument.Model), .. context.Get(InputOptions.Input)!], [.. outputs, context.Get(OutputOptions.Json)]);
        LoadedModel model = LoadedModel.Open(context.Get(ModelArgument.Model), context.Get(GoalOptions.MaxMemory));
        NamedInputs inputs = NamedInputs.Find(context, model);
        context.Terminal.Note($"Inputs: {inputs.Source}.");
        string runtime = context.Get(RunOptions.Runtime) ?? "frugal";
        (string[] names, DenseTensor[] results) = Named(model.Network.Graph.Outputs, Compute(context, model, runtime, inputs));
        Save(outputs, names, results);
        TensorSummary[] summaries = [.. results.Select(TensorSummary.Of)];
        Show(context.Terminal, names, results, summaries);
        JsonOutput.Write(context, CliJson.Default.RunDocument, () => new RunDocument
        {
            Tool = ToolVersion.Text,
            Command = context.Command,
            Seconds = context.Elapsed.TotalSeconds,
            Model = model.Path,
            Runtime = runtime,
            Inputs = inputs.Source,
            Outputs = [.. results.Select((t, i) => new TensorJson(names[i], t.Type.DisplayName(), t.Shape.ToArray(),
                summaries[i].Minimum, summaries[i].Maximum, summaries[i].Mean, summaries[i].First))],
        });
        return ExitCode.Done;
    }

    // A loop in a network may never end; --time-limit, like an interruption, stops it.
    private static DenseTensor[] Compute(VerbContext context, LoadedModel model, string runtime, NamedInputs inputs)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.Cancellation);
        if (context.Get(GoalOptions.TimeLimit) is { } limit) stop.CancelAfter(limit);
        try
        {
            return Computation.Of(model, runtime, context.Get(RunOptions.Threads), stop.Token)(inputs.Tensors);
        }
        catch (OperationCanceledException) when (!context.Cancellation.IsCancellationRequested)
        {
            throw new BadInputException(
                $"'{model.Path}' did not end within {context.Get(GoalOptions.TimeLimit)!.Value.TotalSeconds:0.###} seconds. A loop in it may be endless for these inputs; feed others, or give it more time with --time-limit.");
        }
    }

    // A sequence is shown and saved as the tensors that it holds.
    private static (string[] Names, DenseTensor[] Tensors) Named(IReadOnlyList<Value> values, DenseTensor[] results)
    {
        List<(string Name, DenseTensor Tensor)> flat = [];
        void Add(string name, DenseTensor value)
        {
            if (!value.Type.IsContainer()) flat.Add((name, value));
            else
                for (int i = 0; i < value.Items.Count; i++) Add($"{name}[{i}]", value.Items[i]);
        }
        for (int i = 0; i < results.Length; i++) Add(values[i].Name, results[i]);
        return ([.. flat.Select(f => f.Name)], [.. flat.Select(f => f.Tensor)]);
    }

    private static void Save(string[] paths, string[] names, DenseTensor[] results)
    {
        foreach (string path in paths)
        {
            string extension = Path.GetExtension(path).ToLowerInvariant();
            if (extension != ".npz" && results.Length != 1) throw new UsageException($"'{path}' holds one tensor, but the network has {results.Length} outputs; write a .npz.");
            if (extension == ".npz")
                AtomicFile.Write(path, stream => Npz.Write(stream, results.Select((t, i) => KeyValuePair.Create(names[i], t))));
            else if (extension == ".npy")
                AtomicFile.Write(path, stream => Npy.Write(stream, results[0]));
            else
                OnnxFile.WriteTensor(path, results[0], names[0]);
        }
    }

    private static void Show(Terminal terminal, string[] names, DenseTensor[] results, TensorSummary[] summaries)
    {
        var table = new ResultTable("", "output", "type", "shape", ">minimum", ">maximum", ">mean", "first elements");
        for (int i = 0; i < results.Length; i++)
        {
            TensorSummary s = summaries[i];
            table.Row(names[i], results[i].Type.DisplayName(), results[i].Shape.ToString(), $"{s.Minimum:G5}", $"{s.Maximum:G5}", $"{s.Mean:G5}",
                string.Join(' ', s.First.Select(x => x.ToString("G5"))) + (results[i].Count > s.First.Count ? " …" : ""));
        }
        terminal.Result(table);
    }
}
