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
        [InputOptions.Input, InputOptions.Shape, RunOptions.Seed, RunOptions.Runtime, OutputOptions.Out, GoalOptions.MaxMemory];

    public override int Run(VerbContext context)
    {
        string[] outputs = context.Get(OutputOptions.Out)!;
        OutputFiles.RequireExtension(outputs, ".npz", ".npy", ".pb");
        OutputFiles.Prepare([context.Get(ModelArgument.Model), .. context.Get(InputOptions.Input)!], [.. outputs, context.Get(OutputOptions.Json)]);
        LoadedModel model = LoadedModel.Open(context.Get(ModelArgument.Model), context.Get(GoalOptions.MaxMemory));
        NamedInputs inputs = NamedInputs.Find(context, model);
        context.Terminal.Note($"Inputs: {inputs.Source}.");
        string runtime = context.Get(RunOptions.Runtime) ?? "frugal";
        DenseTensor[] results = Computation.Of(model, runtime, context.Get(RunOptions.Threads))(inputs.Tensors);
        IReadOnlyList<Value> values = model.Network.Graph.Outputs;
        Save(outputs, values, results);
        TensorSummary[] summaries = [.. results.Select(TensorSummary.Of)];
        Show(context.Terminal, values, results, summaries);
        JsonOutput.Write(context, CliJson.Default.RunDocument, () => new RunDocument
        {
            Tool = ToolVersion.Text,
            Command = context.Command,
            Seconds = context.Elapsed.TotalSeconds,
            Model = model.Path,
            Runtime = runtime,
            Inputs = inputs.Source,
            Outputs = [.. results.Select((t, i) => new TensorJson(values[i].Name, t.Type.DisplayName(), t.Shape.ToArray(),
                summaries[i].Minimum, summaries[i].Maximum, summaries[i].Mean, summaries[i].First))],
        });
        return ExitCode.Done;
    }

    private static void Save(string[] paths, IReadOnlyList<Value> values, DenseTensor[] results)
    {
        foreach (string path in paths)
        {
            string extension = Path.GetExtension(path).ToLowerInvariant();
            if (extension != ".npz" && results.Length != 1) throw new UsageException($"'{path}' holds one tensor, but the network has {results.Length} outputs; write a .npz.");
            if (extension == ".npz")
                AtomicFile.Write(path, stream => Npz.Write(stream, results.Select((t, i) => KeyValuePair.Create(values[i].Name, t))));
            else if (extension == ".npy")
                AtomicFile.Write(path, stream => Npy.Write(stream, results[0]));
            else
                OnnxFile.WriteTensor(path, results[0], values[0].Name);
        }
    }

    private static void Show(Terminal terminal, IReadOnlyList<Value> values, DenseTensor[] results, TensorSummary[] summaries)
    {
        var table = new ResultTable("", "output", "type", "shape", ">minimum", ">maximum", ">mean", "first elements");
        for (int i = 0; i < results.Length; i++)
        {
            TensorSummary s = summaries[i];
            table.Row(values[i].Name, results[i].Type.DisplayName(), results[i].Shape.ToString(), $"{s.Minimum:G5}", $"{s.Maximum:G5}", $"{s.Mean:G5}",
                string.Join(' ', s.First.Select(x => x.ToString("G5"))) + (results[i].Count > s.First.Count ? " …" : ""));
        }
        terminal.Result(table);
    }
}
