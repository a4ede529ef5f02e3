using System.Text.RegularExpressions;

namespace Frugal.Tests.Packages;

/// <summary>What README.md tells its readers to type.</summary>
internal static partial class ReadMeText
{
    /// <summary>The lines of all blocks of commands for this repository.</summary>
    public static IReadOnlyList<string> Commands(string text) =>
        [.. Blocks(text, "sh").SelectMany(b => b.Split('\n')).Select(l => l.Trim()).Where(l => l.Length > 0)];

    /// <summary>The only C# program.</summary>
    public static string Program(string text) => Blocks(text, "csharp").Single();

    private static IEnumerable<string> Blocks(string text, string language) =>
        Block().Matches(text).Where(m => m.Groups["language"].Value == language).Select(m => m.Groups["body"].Value);

    [GeneratedRegex("^```(?<language>\\w+)\r?\n(?<body>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
