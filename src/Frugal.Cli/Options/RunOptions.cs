using System.CommandLine;
using Frugal.Cli.Verbs;
using Frugal.Kernels;
using Frugal.Runtime;

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

    public static readonly Option<string> Accuracy = Choice.Of("--accuracy",
        "fast (default): 3×3 convolutions may go by Winograd's algorithm, whose rounding error is a few times larger; exact: they may not. Frugal's own runtime only.", "NAME", "fast", "exact");

    /// <summary>How sessions compute, as the flags say.</summary>
    public static SessionOptions Session(VerbContext context) =>
        new() { Accuracy = context.Get(Accuracy) == "exact" ? Kernels.Accuracy.Exact : Kernels.Accuracy.Fast };
}
