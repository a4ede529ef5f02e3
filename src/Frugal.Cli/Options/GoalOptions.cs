using System.CommandLine;
using System.CommandLine.Parsing;

namespace Frugal.Cli.Options;

/// <summary>What is to be reached, and what it may cost.</summary>
internal static class GoalOptions
{
    public static readonly Option<string> For = Choice.Of("--for", "What is to become small: size (default).", "GOAL", "size");

    public static readonly Option<Target> Target = new("--target")
    {
        Description = "A ratio such as 60x or a size such as 20KB; exit code 1 when the result misses it.",
        HelpName = "TARGET",
        CustomParser = r => Parsed(r, Options.Target.Parse),
    };

    public static readonly Option<double?> MaxDrop = new("--max-drop")
    {
        Description = "How many points of accuracy may be lost on validation data, a standard error included (default 0.3 from the control, 0.2 from the original, or 1.5 standard errors where the data are few).",
        HelpName = "POINTS",
    };

    public static readonly Option<string> Baseline = Choice.Of("--baseline",
        "What --max-drop counts from: control (default where there are labelled training data) or original. The control is the uncompressed network after the same extra training.",
        "WHICH", "control", "original");

    public static readonly Option<TimeSpan?> TimeLimit = new("--time-limit")
    {
        Description = "After this time the best so far is the result (run: it is stopped): 20s, 3m, 1h.",
        HelpName = "TIME",
        CustomParser = r => Parsed(r, t => (TimeSpan?)Duration.Parse(t)),
    };

    public static readonly Option<long?> MaxMemory = new("--max-memory")
    {
        Description = "The most bytes that the tensors of a model may occupy, such as 2GB (default 16GB).",
        HelpName = "SIZE",
        CustomParser = r => Parsed(r, t => (long?)ByteSize.Parse(t)),
    };

    private static T? Parsed<T>(ArgumentResult result, Func<string, T> parse)
    {
        try
        {
            return parse(result.Tokens[0].Value);
        }
        catch (FormatException e)
        {
            result.AddError(e.Message);
            return default;
        }
    }
}
