using System.CommandLine;

namespace Frugal.Cli.Options;

/// <summary>The models that verbs take.</summary>
internal static class ModelArgument
{
    public static readonly Argument<string> Model = new("MODEL") { Description = "A network: .onnx or .frugal." };
}
