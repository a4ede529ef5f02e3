using System.CommandLine;

namespace Frugal.Cli.Options;

/// <summary>What is written, and how much is said.</summary>
internal static class OutputOptions
{
    /// <summary>The value of <c>--json</c> that means standard output.</summary>
    public const string StandardOutput = "-";

    public static readonly Option<string[]> Out = new("--out", "-o")
    {
        Description = "The file to write; the extension decides the format. May be given several times.",
        HelpName = "FILE",
        DefaultValueFactory = _ => [],
    };

    public static readonly Option<string> Report = new("--report") { Description = "Write a self-contained HTML report.", HelpName = "FILE" };

    public static readonly Option<string> Json = new("--json") { Description = "Write the result as JSON; - writes it, and nothing else, to standard output.", HelpName = "FILE" };

    public static readonly Option<int?> Opset = new("--opset") { Description = "The ONNX operator set to write (default: the lowest that will do).", HelpName = "NUMBER" };

    public static readonly Option<bool> Quiet = new("--quiet") { Description = "No progress and no notes." };

    public static readonly Option<bool> Verbose = new("--verbose") { Description = "More notes, and a stack trace with an error." };

    public static readonly Option<bool> Force = new("--force") { Description = "Go on although the original answers badly, or a recipe belongs to other files." };

    /// <summary>Those that every verb has.</summary>
    public static Option[] Everywhere => [RunOptions.Threads, Json, Quiet, Verbose];
}
