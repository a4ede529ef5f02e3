using System.CommandLine;

namespace Frugal.Cli.Options;

/// <summary>How a run is made.</summary>
internal static class RunOptions
{
    public static readonly Option<string> Recipe = new("--recipe")
    {
        Description = "What to do, as JSON; the OUT.recipe.json of an earlier run repeats it.",
        HelpName = "FILE",
    };

    public static readonly Option<bool> Resume = new("--resume") { Description = "Go on where an interrupted run of the same command stopped." };

    public static readonly Option<string> Checkpoint = new("--checkpoint")
    {
        Description = "The folder for what is needed to resume (default: OUT.work).",
        HelpName = "DIR",
    };

    public static readonly Option<ulong?> Seed = new("--seed") { Description = "Decides everything random (default 1).", HelpName = "NUMBER" };

    public static readonly Option<int?> Threads = new("--threads") { Description = "How many threads compute (default: one a processor); results do not depend on it.", HelpName = "COUNT" };

    public static readonly Option<int?> Batch = new("--batch")
    {
        Description = "Samples a run: the extent of symbolic first dimensions (default 1). Inputs are then seeded values.",
        HelpName = "COUNT",
    };

    public static readonly Option<string> Runtime = Choice.Of("--runtime", "Which runtime computes: frugal (default) or onnxruntime.", "NAME", "frugal", "onnxruntime");
}
