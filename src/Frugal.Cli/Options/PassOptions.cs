using System.CommandLine;
using Frugal.Cli.Errors;
using Frugal.Graphs.Passes;

namespace Frugal.Cli.Options;

/// <summary>Which passes run.</summary>
internal static class PassOptions
{
    public static readonly Option<string[]> Passes = new("--passes")
    {
        Description = "Only these passes, with commas between; the page of optimize lists them.",
        HelpName = "NAMES",
        DefaultValueFactory = _ => [],
    };

    public static readonly Option<string[]> Skip = new("--skip")
    {
        Description = "All passes but these.",
        HelpName = "NAMES",
        DefaultValueFactory = _ => [],
    };

    /// <summary>The passes to run, in the table's order.</summary>
    /// <exception cref="UsageException">There is no pass of a name.</exception>
    public static IReadOnlyList<Pass> Chosen(string[] only, string[] without)
    {
        Pass[] chosen = Named(only), skipped = Named(without);
        return [.. PassTable.All.Where(p => (chosen.Length == 0 || chosen.Contains(p)) && !skipped.Contains(p))];
    }

    private static Pass[] Named(string[] lists) => [.. lists.SelectMany(l => l.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Select(name => PassTable.Find(name)
        ?? throw new UsageException($"There is no pass '{name}'. The passes are {string.Join(", ", PassTable.All.Select(p => p.Name))}."))];
}
