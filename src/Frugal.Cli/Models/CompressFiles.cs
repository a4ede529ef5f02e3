using Frugal.Cli.Errors;
using Frugal.Cli.Options;
using Frugal.Cli.Output;
using Frugal.Cli.Verbs;

namespace Frugal.Cli.Models;

/// <summary>The files that <c>compress</c> writes.</summary>
/// <param name="Networks">The networks, .frugal or .onnx.</param>
/// <param name="Recipe">The resolved recipe.</param>
/// <param name="Work">The folder that keeps what an interrupted run needs to go on.</param>
internal sealed record CompressFiles(string[] Networks, string Recipe, string Work)
{
    public static CompressFiles From(VerbContext context)
    {
        string[] outputs = context.Get(OutputOptions.Out)!;
        if (outputs.Length == 0) throw new UsageException("compress writes a network: give -o NAME.frugal, and -o NAME.onnx as well if plain ONNX is wanted.");
        OutputFiles.RequireExtension(outputs, OutputFiles.Networks);
        string main = outputs.FirstOrDefault(o => o.EndsWith(".frugal", StringComparison.OrdinalIgnoreCase)) ?? outputs[0];
        return new CompressFiles(outputs, Path.ChangeExtension(main, ".recipe.json"), context.Get(RunOptions.Checkpoint) ?? Path.ChangeExtension(main, ".work"));
    }
}
