using System.CommandLine;
using Frugal.Cli.Errors;
using Frugal.Cli.Json;
using Frugal.Cli.Models;
using Frugal.Cli.Options;
using Frugal.Cli.Output;
using Frugal.Compression;
using Frugal.Graphs.Onnx;

namespace Frugal.Cli.Verbs;

/// <summary><c>frugal unpack</c>: a .frugal file as plain ONNX.</summary>
internal sealed class UnpackVerb : Verb
{
    public override string Name => "unpack";

    public override string Description => "Turns a .frugal file into plain ONNX that any runtime loads; its weights are the very same numbers.";

    public override IReadOnlyList<string> Examples => ["frugal unpack model.frugal -o model.onnx"];

    public override IEnumerable<Argument> Arguments => [ModelArgument.Model];

    public override IEnumerable<Option> Options => [OutputOptions.Out, OutputOptions.Opset, GoalOptions.MaxMemory];

    public override int Run(VerbContext context)
    {
        if (context.Get(OutputOptions.Out) is not [var output]) throw new UsageException("unpack writes one network: give -o NAME.onnx.");
        OutputFiles.RequireExtension([output], ".onnx");
        OutputFiles.Prepare([context.Get(ModelArgument.Model)], output, context.Get(OutputOptions.Json));
        LoadedModel model = LoadedModel.Open(context.Get(ModelArgument.Model), context.Get(GoalOptions.MaxMemory));
        OnnxWriteResult written = OnnxFile.Write(FoldedNetwork.Of(model.Network), output, new OnnxWriteOptions { Opset = context.Get(OutputOptions.Opset) });
        foreach (string note in written.Notes) context.Terminal.Note(note);
        context.Terminal.Result($"{model.Path} ({Quantities.Bytes(model.FileBytes)}) → {output} ({Quantities.Bytes(written.Bytes)}), operator set {written.Opset}");
        JsonOutput.Write(context, CliJson.Default.UnpackDocument, () => new UnpackDocument
        {
            Tool = ToolVersion.Text,
            Command = context.Command,
            Seconds = context.Elapsed.TotalSeconds,
            Model = model.Path,
            Out = output,
            BytesBefore = model.FileBytes,
            BytesAfter = written.Bytes,
            Opset = written.Opset,
            IrVersion = written.IrVersion,
            Notes = written.Notes,
        });
        return ExitCode.Done;
    }
}
