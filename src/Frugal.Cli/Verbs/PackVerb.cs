using System.CommandLine;
using Frugal.Cli.Errors;
using Frugal.Cli.Json;
using Frugal.Cli.Models;
using Frugal.Cli.Options;
using Frugal.Cli.Output;
using Frugal.Coding;
using Frugal.Compression;
using Frugal.Data;
using Frugal.Graphs;

namespace Frugal.Cli.Verbs;

/// <summary><c>frugal pack</c>: ONNX as a .frugal file, without data.</summary>
internal sealed class PackVerb : Verb
{
    private static readonly Option<int?> Levels = new("--levels")
    {
        Description = "Share weights: at most so many different non-zero values a layer, found by exact clustering, without training. Without it packing is lossless.",
        HelpName = "COUNT",
    };

    public override string Name => "pack";

    public override string Description => "Packs a network into a .frugal file: lossless, or with shared weights by --levels. No data are needed.";

    public override IReadOnlyList<string> Examples => ["frugal pack model.onnx -o model.frugal", "frugal pack model.onnx -o smaller.frugal --levels 31"];

    public override IEnumerable<Argument> Arguments => [ModelArgument.Model];

    public override IEnumerable<Option> Options => [OutputOptions.Out, Levels, GoalOptions.MaxMemory];

    public override int Run(VerbContext context)
    {
        if (context.Get(OutputOptions.Out) is not [var output]) throw new UsageException("pack writes one file: give -o NAME.frugal.");
        if (context.Get(Levels) is < 1 or > 65535) throw new UsageException("--levels must be 1 to 65535.");
        OutputFiles.RequireExtension([output], ".frugal");
        OutputFiles.Prepare([context.Get(ModelArgument.Model)], output, context.Get(OutputOptions.Json));
        LoadedModel model = LoadedModel.Open(context.Get(ModelArgument.Model), context.Get(GoalOptions.MaxMemory));
        SizeBreakdown size = context.Get(Levels) is { } levels ? Share(context, model, levels, output) : FrugalFile.Write(model.Network, output);
        Show(context.Terminal, model, output, size);
        JsonOutput.Write(context, CliJson.Default.PackDocument, () => new PackDocument
        {
            Tool = ToolVersion.Text,
            Command = context.Command,
            Seconds = context.Elapsed.TotalSeconds,
            Model = model.Path,
            Out = output,
            BytesBefore = model.FileBytes,
            BytesAfter = size.TotalBytes,
            Lossless = context.Get(Levels) is null,
            Size = SizeJson.Of(size),
        });
        return ExitCode.Done;
    }

    private static SizeBreakdown Share(VerbContext context, LoadedModel model, int levels, string output)
    {
        var recipe = new Recipe { Steps = [new WeightSharingSettings { Levels = levels }] };
        InputSpecification input = ModelInput.Recorded(context, model);
        var options = new JobOptions { ModelName = model.Name, ModelFileBytes = model.FileBytes, MeasureLatency = false, Command = context.Command };
        var progress = new DirectProgress<JobProgress>(p => context.Terminal.Progress(p.Activity.Text, p.Activity.Share, ""));
        CompressionResult result = CompressionJob.Run(model.Plain(), null, input, recipe, options, progress, context.Cancellation);
        context.Cancellation.ThrowIfCancellationRequested();
        AtomicFile.Write(output, stream => stream.Write(result.File));
        return result.Breakdown;
    }

    private static void Show(Terminal terminal, LoadedModel model, string output, SizeBreakdown size)
    {
        terminal.Result($"{model.Path} ({Quantities.Bytes(model.FileBytes)}) → {output} ({Quantities.Bytes(size.TotalBytes)}, {Quantities.Ratio((double)model.FileBytes / size.TotalBytes)} smaller)");
        terminal.Result(SizeTable.Of(size));
    }
}
