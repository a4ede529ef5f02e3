using System.CommandLine;
using Frugal.Cli.Errors;
using Frugal.Cli.Json;
using Frugal.Cli.Models;
using Frugal.Cli.Options;
using Frugal.Cli.Output;
using Frugal.Compression;
using Frugal.Data;
using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Tensors;

namespace Frugal.Cli.Verbs;

/// <summary><c>frugal run</c>: computes a network's outputs.</summary>
internal sealed class RunVerb : Verb
{
    private const int ShownSamples = 200;

    private static readonly Option<string[]> Expect = new("--expect")
    {
        Description = "Compare with expected outputs: .npz, .npy or .pb files for the inputs given; without files all test_data_set_* folders beside the model. Exit code 1 when one lies outside the tolerance.",
        HelpName = "FILE",
        Arity = ArgumentArity.ZeroOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<double> RelativeTolerance = new("--rtol") { Description = "With --expect: |y − expected| ≤ atol + rtol · |expected| (default 0.001).", HelpName = "NUMBER", DefaultValueFactory = _ => 1e-3 };

    private static readonly Option<double> AbsoluteTolerance = new("--atol") { Description = "With --expect (default 0.0001).", HelpName = "NUMBER", DefaultValueFactory = _ => 1e-4 };

    private static readonly Option<int> Top = new("--top") { Description = "With --data: how many classes are shown for each sample (default 5).", HelpName = "COUNT", DefaultValueFactory = _ => 5 };

    private static readonly Option<string> ClassNames = new("--class-names") { Description = "With --data: a text file with the name of a class on each line.", HelpName = "FILE" };

    private static readonly Option<TimeSpan?> TimeLimit = new("--time-limit")
    {
        Description = "Stop after this time, such as 20s, with exit code 3; for networks whose loops may not end.",
        HelpName = "TIME",
        CustomParser = GoalOptions.TimeLimit.CustomParser,
    };

    public override string Name => "run";

    public override string Description =>
        "Runs a network on given tensors, on the test data beside it, on images, or on seeded values; shows or saves its outputs, or compares them with those expected.";

    public override IReadOnlyList<string> Examples =>
    [
        "frugal run model.onnx --input x.npz -o y.npz",
        "frugal run model.onnx --expect",
        "frugal run model.onnx --input x.npy --expect y.npy --rtol 1e-4",
        "frugal run model.frugal --data photos/ --top 5 --class-names names.txt",
        "frugal run model.onnx --shape N=4 --runtime onnxruntime",
    ];

    public override IEnumerable<Argument> Arguments => [ModelArgument.Model];

    public override IEnumerable<Option> Options =>
    [
        InputOptions.Input, InputOptions.Shape, RunOptions.Seed, Expect, RelativeTolerance, AbsoluteTolerance, DataOptions.Data, Top, ClassNames, .. InputOptions.Specification,
        TimeLimit, RunOptions.Runtime, RunOptions.Accuracy, OutputOptions.Out, GoalOptions.MaxMemory,
    ];

    public override int Run(VerbContext context)
    {
        string[] outputs = context.Get(OutputOptions.Out)!;
        OutputFiles.RequireExtension(outputs, ".npz", ".npy", ".pb");
        string path = ModelPath(context.Get(ModelArgument.Model));
        OutputFiles.Prepare([path, .. context.Get(InputOptions.Input)!, .. context.Get(Expect) ?? []], [.. outputs, context.Get(OutputOptions.Json)]);
        RequireOneTask(context, outputs);
        LoadedModel model = LoadedModel.Open(path, context.Get(GoalOptions.MaxMemory));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.Cancellation);
        if (context.Get(TimeLimit) is { } most) limit.CancelAfter(most);
        try
        {
            if (context.Get(DataOptions.Data) is { } data) return Classify(context, model, data);
            Func<DenseTensor[], DenseTensor[]> compute = Computation.Of(model, context.Get(RunOptions.Runtime), context.Get(RunOptions.Threads), RunOptions.Session(context), limit.Token);
            return context.Has(Expect) ? CompareAll(context, model, compute) : RunOnce(context, model, compute, outputs);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !context.Cancellation.IsCancellationRequested)
        {
            throw new BadInputException($"'{path}' did not end within {context.Get(TimeLimit)!.Value.TotalSeconds:0.##} s. A loop in it may be endless for these inputs; feed others, or give it more time with --time-limit.");
        }
    }

    private static int RunOnce(VerbContext context, LoadedModel model, Func<DenseTensor[], DenseTensor[]> compute, string[] outputs)
    {
        NamedInputs inputs = NamedInputs.Find(context, model);
        context.Terminal.Note($"Inputs: {inputs.Source}.");
        (string[] names, DenseTensor[] results) = Named(model.Network.Graph.Outputs, compute(inputs.Tensors));
        Save(outputs, names, results);
        TensorSummary[] summaries = [.. results.Select(TensorSummary.Of)];
        Show(context.Terminal, names, results, summaries);
        Write(context, model, inputs.Source, document => document with
        {
            Outputs = [.. results.Select((t, i) => new TensorJson(names[i], t.Type.DisplayName(), t.Shape.ToArray(),
                summaries[i].Minimum, summaries[i].Maximum, summaries[i].Mean, summaries[i].First))],
        });
        return ExitCode.Done;
    }

    private static int CompareAll(VerbContext context, LoadedModel model, Func<DenseTensor[], DenseTensor[]> compute)
    {
        Graph graph = model.Network.Graph;
        string[] files = context.Get(Expect) ?? [];
        IEnumerable<ExpectedSet> sets;
        if (files.Length > 0)
        {
            NamedInputs inputs = NamedInputs.Find(context, model);
            context.Terminal.Note($"Inputs: {inputs.Source}.");
            sets = [new ExpectedSet(string.Join(", ", files), inputs.Tensors, ExpectedSet.ReadOutputs(graph, files))];
        }
        else
        {
            sets = ExpectedSet.Beside(model.Path, graph);
        }
        double relative = context.Get(RelativeTolerance), absolute = context.Get(AbsoluteTolerance);
        ExpectationJson[] results = [.. sets.SelectMany(s => s.Compare(graph.Outputs, compute(s.Inputs), relative, absolute))];
        var table = new ResultTable("", "set", "output", ">elements", ">outside", ">largest difference", "");
        foreach (ExpectationJson r in results)
            table.Row(r.Set, r.Output, Quantities.Count(r.Elements), Quantities.Count(r.Outside), r.LargestDifference is { } d ? $"{d:G3}" : "–", r.Problem ?? (r.Outside == 0 ? "as expected" : "not as expected"));
        context.Terminal.Result(table);
        bool right = results.All(r => r.Outside == 0);
        context.Terminal.Result(right ? $"All outputs are as expected (tolerance {absolute:G} + {relative:G} · |expected|)." : "Not all outputs are as expected.");
        Write(context, model, files.Length > 0 ? "as given" : "test_data_set_* beside the model", document => document with { AsExpected = right, Expected = results });
        return right ? ExitCode.Done : ExitCode.TargetNotMet;
    }

    private static int Classify(VerbContext context, LoadedModel model, string path)
    {
        int top = context.Get(Top);
        if (top < 1) throw new UsageException($"--top {top} is not possible; give 1 or more.");
        DataSet data = DataSets.OpenOne(path);
        (InputSpecification input, string source) = ModelInput.Resolve(context, model, data);
        InputCheck.RequireFit(model, data, input);
        context.Terminal.Note($"{data.Count:N0} samples of '{path}', fed as {input.ToFlags()} ({source}).");
        string[]? names = context.Get(ClassNames) is { } file ? ReadNames(file) : data.ClassNames is { Count: > 0 } own ? [.. own] : null;
        IReadOnlyList<SampleClassesJson> samples = BestClasses.Of(context, Runners.Create(model, input, context.Get(RunOptions.Runtime), context.Get(RunOptions.Threads), RunOptions.Session(context)), data, input, top, names);
        var table = new ResultTable("", "sample", "classes, the likeliest first");
        foreach (SampleClassesJson s in samples.Take(ShownSamples))
            table.Row(s.Sample, string.Join(", ", s.Classes.Select(c => $"{(c.Name is { } name ? $"{c.Class} {name}" : c.Class)} ({c.Score:0.000})")));
        context.Terminal.Result(table);
        if (samples.Count > ShownSamples) context.Terminal.Result($"… and {samples.Count - ShownSamples:N0} more; --json has all");
        Write(context, model, path, document => document with { Samples = samples });
        return ExitCode.Done;
    }

    private static string[] ReadNames(string file) => File.Exists(file)
        ? [.. File.ReadLines(file).Select(l => l.Trim()).Where(l => l.Length > 0)]
        : throw new BadInputException($"There is no file '{file}' with the names of classes.");

    private static void RequireOneTask(VerbContext context, string[] outputs)
    {
        bool data = context.Has(DataOptions.Data), expect = context.Has(Expect);
        if (data && (expect || context.Has(InputOptions.Input))) throw new UsageException("--data shows classes of samples; --input and --expect go with tensors. Use one of them.");
        if ((data || expect) && outputs.Length > 0) throw new UsageException("-o saves the outputs of one run; leave it out with --data and --expect.");
        if (context.Has(TimeLimit) && (data || context.Get(RunOptions.Runtime) == "onnxruntime")) throw new UsageException("--time-limit works for runs on tensors in Frugal's own runtime.");
    }

    // The folder of an ONNX test stands for the model in it.
    private static string ModelPath(string given) => Directory.Exists(given) && Path.Combine(given, "model.onnx") is var inside && File.Exists(inside) ? inside : given;

    private static void Write(VerbContext context, LoadedModel model, string inputs, Func<RunDocument, RunDocument> fill) =>
        JsonOutput.Write(context, CliJson.Default.RunDocument, () => fill(new RunDocument
        {
            Tool = ToolVersion.Text,
            Command = context.Command,
            Seconds = context.Elapsed.TotalSeconds,
            Model = model.Path,
            Runtime = context.Get(RunOptions.Runtime) ?? "frugal",
            Inputs = inputs,
            Outputs = [],
        }));

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
