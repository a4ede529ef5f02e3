using System.CommandLine;

namespace Frugal.Cli;

/// <summary>Guesses what a mistyped flag or verb was meant to be.</summary>
internal static class Spelling
{
    /// <summary>The nearest flag or verb of a command at an edit distance of at most a third of its length, or null.</summary>
    public static string? Nearest(string token, Command command)
    {
        IEnumerable<string> known = token.StartsWith('-') ? command.Options.Select(o => o.Name) : command.Subcommands.Select(c => c.Name);
        return known.Select(k => (Name: k, Distance: Distance(token, k))).Where(k => 3 * k.Distance <= Math.Max(3, k.Name.Length))
            .OrderBy(k => k.Distance).Select(k => k.Name).FirstOrDefault();
    }

    // Levenshtein 1966.
    private static int Distance(string a, string b)
    {
        int[] previous = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int[] current = new int[b.Length + 1];
            current[0] = i;
            for (int j = 1; j <= b.Length; j++)
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
            previous = current;
        }
        return previous[^1];
    }
}
