using System.CommandLine;
using Frugal.Cli.Errors;
using Frugal.Cli.Json;
using Frugal.Cli.Models;
using Frugal.Cli.Options;
using Frugal.Cli.Output;
using Frugal.Compression;
using Frugal.Data;
using Frugal.Evaluation;
using Frugal.Tensors;

namespace Frugal.Cli.Verbs;

/// <summary><c>frugal verify</c>: whether two networks answer the same.</summary>
internal sealed class VerifyVerb : Verb
{
    private const int SeededRows = 32;
    private const int Listed = 20;

    private static readonly Argument<string> First = new("A") { Description = "A network: .onnx or .frugal; runs in Frugal's own runtime." };
    private static readonly Argument<string> Second = new("B") { Description = "The network to compare with it; runs where --runtime says." };

    public override string Name => "verify";

    public override string Description =>
        "Compares the answers of two networks on data, tensors or seeded inputs. Exit code 1 when they differ by more than rounding: another first class where A's "
        + "first two scores are 1e-4 or more apart (nearer ones are only listed), or, for outputs that are no classes, a relative error above 1e-3.";

    public override IReadOnlyList<string> Examples =>
    [
        "frugal verify model.frugal model.onnx --data mnist/ --runtime onnxruntime",
        "frugal verify original.onnx compressed.frugal",
        "frugal verify model.onnx model.onnx --runtime onnxruntime --shape N=64",
    ];

    public override IEnumerable<Argument> Arguments => [First, Second];

    public override IEnumerable<Option> Options =>
    [
        .. DataOptions.Sources, DataOptions.Part, InputOptions.Input, InputOptions.Shape, .. InputOptions.Specification, RunOptions.Runtime, RunOptions.Seed, GoalOptions.MaxMemory,
    ];

    public override int Run(VerbContext context)
    {
        OutputFiles.Prepare([context.Get(First), context.Get(Second)], context.Get(OutputOptions.Json));
        LoadedModel a = LoadedModel.Open(context.Get(First), context.Get(GoalOptions.MaxMemory)), b = LoadedModel.Open(context.Get(Second), context.Get(GoalOptions.MaxMemory));
        DataSplit? data = ModelData.Open(context, null);
        (IReadOnlyList<OutputComparisonJson> outputs, string source) = data is null ? OnTensors(context, a, b) : OnData(context, a, b, data);
        bool same = !outputs.Any(OutputComparison.Differs);
        Show(context.Terminal, a, b, outputs, source, same);
        JsonOutput.Write(context, CliJson.Default.VerifyDocument, () => new VerifyDocument
        {
            Tool = ToolVersion.Text,
            Command = context.Command,
            Seconds = context.Elapsed.TotalSeconds,
            First = a.Path,
            Second = b.Path,
            SecondRuntime = context.Get(RunOptions.Runtime) ?? "frugal",
            Inputs = source,
            Same = same,
            Outputs = outputs,
        });
        return same ? ExitCode.Done : ExitCode.TargetNotMet;
    }

    private static (IReadOnlyList<OutputComparisonJson>, string) OnData(VerbContext context, LoadedModel a, LoadedModel b, DataSplit data)
    {
        DataSet samples = (context.Get(DataOptions.Part) ?? "test") switch
        {
            "train" => data.Train,
            "validation" => data.Validation,
            _ => data.Test.Count > 0 ? data.Test[0].Data : null,
        } ?? ModelData.Any(data);
        (InputSpecification inputA, _) = ModelInput.Resolve(context, a, samples);
        (InputSpecification inputB, _) = ModelInput.Resolve(context, b, samples);
        InputCheck.RequireFit(a, samples, inputA);
        InputCheck.RequireFit(b, samples, inputB);
        if (inputA != inputB) context.Terminal.Note($"The networks are fed differently: {a.Path} {inputA.ToFlags()}, {b.Path} {inputB.ToFlags()}.");
        NetworkOutputs first = Evaluator.Run(Runners.Create(a, inputA, null, null), samples, inputA, cancellation: context.Cancellation);
        NetworkOutputs second = Evaluator.Run(Runners.Create(b, inputB, context.Get(RunOptions.Runtime), context.Get(RunOptions.Threads)), samples, inputB, cancellation: context.Cancellation);
        if (first.Width != second.Width) throw new BadInputException($"'{a.Path}' answers with {first.Width} numbers a sample, '{b.Path}' with {second.Width}.");
        string name = a.Network.Graph.Outputs[ModelOutput.Judged(a, inputA)].Name;
        return ([OutputComparison.Of(name, first.Width, first.Values, second.Values)], $"{samples.Count:N0} samples of the data");
    }

    private static (IReadOnlyList<OutputComparisonJson>, string) OnTensors(VerbContext context, LoadedModel a, LoadedModel b)
    {
        NamedInputs inputs = NamedInputs.Find(context, a, symbolic: SeededRows);
        if (b.Network.Graph.Inputs.Count != inputs.Tensors.Length)
            throw new BadInputException($"'{a.Path}' has {inputs.Tensors.Length} inputs, '{b.Path}' {b.Network.Graph.Inputs.Count}.");
        DenseTensor[] first = Computation.Of(a, null, null)(inputs.Tensors);
        DenseTensor[] second = Computation.Of(b, context.Get(RunOptions.Runtime), context.Get(RunOptions.Threads))(inputs.Tensors);
        if (first.Length != second.Length) throw new BadInputException($"'{a.Path}' has {first.Length} outputs, '{b.Path}' {second.Length}.");
        return ([.. first.Select((t, i) => Compare(a.Network.Graph.Outputs[i].Name, t, second[i]))], inputs.Source);
    }

    private static OutputComparisonJson Compare(string name, DenseTensor first, DenseTensor second)
    {
        if (first.Shape != second.Shape) throw new BadInputException($"The output '{name}' is {first.Shape} in the first network and {second.Shape} in the second.");
        float[] a = Floats(name, first), b = Floats(name, second);
        int width = first.Shape.Rank == 2 ? first.Shape[1] : 1;
        return OutputComparison.Of(name, Math.Max(1, width), a, b);
    }

    private static float[] Floats(string name, DenseTensor tensor) =>
        TensorSummary.Numbers(tensor) is { } numbers ? [.. numbers.Select(x => (float)x)] : throw new NotSupportedException($"The output '{name}' has elements of type {tensor.Type.DisplayName()}, which cannot be compared.");

    private static void Show(Terminal terminal, LoadedModel a, LoadedModel b, IReadOnlyList<OutputComparisonJson> outputs, string source, bool same)
    {
        terminal.Note($"Inputs: {source}.");
        var table = new ResultTable($"{a.Path} and {b.Path}", "output", ">rows", ">largest difference", ">relative error", ">same first class", ">differing", ">of them ties");
        foreach (OutputComparisonJson o in outputs)
        {
            table.Row(o.Name, Quantities.Count(o.Rows), $"{o.LargestDifference:G3}", $"{o.RelativeError:G3}", o.Agreement is { } share ? Quantities.Percent(share) : "–",
                o.Agreement is null ? "–" : Quantities.Count(o.Disagreements.Count), o.Agreement is null ? "–" : Quantities.Count(o.Disagreements.Count(d => d.Margin < OutputComparison.TieMargin)));
        }
        terminal.Result(table);
        foreach (OutputComparisonJson o in outputs)
        {
            foreach (DisagreementJson d in o.Disagreements.Take(Listed))
                terminal.Result($"  {o.Name}, sample {d.Sample}: class {d.First} against {d.Second}, margin {d.Margin:G3}{(d.Margin < OutputComparison.TieMargin ? " (a tie)" : "")}");
            if (o.Disagreements.Count > Listed) terminal.Result($"  … and {o.Disagreements.Count - Listed} more");
        }
        terminal.Result(same ? "Both answer the same." : "They do not answer the same.");
    }
}
